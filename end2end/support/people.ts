// Some sixty people and machines as a network has them: all states, long and short names, several scripts.

import type { Client, NewUser } from './client.ts';

type State = NonNullable<NewUser['state']>;
type Row = [id: string, name: string, email: string, state?: State, marks?: string, description?: string];

/** `a`: an admin; `v`: the address is validated; `d`: deleted afterwards. */
const ROWS: Row[] = [
  ['ada-okafor', 'Ada Okafor', 'ada.okafor@northgrid.example', 'approved', 'av', 'Runs the network in Lagos.'],
  ['alarm-bot', '', 'alarms@northgrid.example', 'approved', '', 'Sends alarms of gateways to the duty phone.'],
  ['amelie-laurent', 'Amélie Laurent', 'amelie.laurent@eaux-vives.example', 'approved', 'v'],
  ['anders-holm', 'Anders Holm', 'anders@holm.example', 'suspended', 'v', 'On leave until spring.'],
  ['anya-petrova', 'Аня Петрова', 'anya.petrova@severset.example', 'approved', 'v'],
  ['asha-raman', 'Asha Raman', 'asha.raman@cropsense.example', 'requested', '', 'Soil sensors in Tamil Nadu.'],
  ['baraka-mwangi', 'Baraka Mwangi', 'baraka@savannawatch.example', 'approved', 'v'],
  ['beatriz-nuno', 'Beatriz Ñuño', 'beatriz.nuno@aguasdelsur.example', 'approved', 'v', 'Water meters, south.'],
  ['ben-whitlock', 'Ben Whitlock', 'ben.whitlock@northgrid.example', 'approved', 'v'],
  ['building-7', 'Building 7 sensors', 'facility@campus.example', 'approved', '', 'Shared by the facility team.'],
  ['carlos-mendes', 'Carlos Mendes', 'carlos.mendes@aguasdelsur.example', 'flagged', 'v', 'Unusual uplink volume.'],
  ['chen-wei', 'Chen Wei', 'wei.chen@harbourlink.example', 'approved', 'v'],
  ['chiara-russo', 'Chiara Russo', 'chiara.russo@portoverde.example', 'approved', 'v'],
  ['contractor-12', 'Contractor 12', 'contractor12@fieldworks.example', 'rejected', '', 'Contract ended.'],
  ['dana-levi', 'דנה לוי', 'dana.levi@negev-agri.example', 'approved', 'v'],
  ['daniel-osei', 'Daniel Osei', 'daniel.osei@northgrid.example', 'approved', 'v'],
  ['elif-yilmaz', 'Elif Yılmaz', 'elif.yilmaz@bogazici.example', 'approved', 'v'],
  ['emil-novak', 'Emil Novák', 'emil.novak@hradec.example', 'requested', '', 'Student project: air quality.'],
  ['fatima-al-sayed', 'فاطمة السيد', 'fatima@deltawater.example', 'approved', 'v'],
  ['field-tablet-3', 'Field tablet 3', 'tablets@fieldworks.example', 'suspended', '', 'Lost near the depot.'],
  ['freya-lindqvist', 'Freya Lindqvist', 'freya.lindqvist@norrsken.example', 'approved', 'av'],
  ['gabriel-costa', 'Gabriel Costa', 'gabriel.costa@portoverde.example', 'approved', 'v'],
  ['gateway-tests', 'Gateway test rig', 'rig@northgrid.example', 'approved'],
  ['grace-kim', 'Grace Kim', 'grace.kim@hangang.example', 'approved', 'v'],
  ['hana-sato', 'Hana Satō', 'hana.sato@minato.example', 'approved', 'v'],
  ['hassan-diallo', 'Hassan Diallo', 'hassan.diallo@sahelpump.example', 'requested', '', 'Pumps along the river.'],
  ['helene-brandt', 'Hélène Brandt', 'helene.brandt@eaux-vives.example', 'approved', 'v'],
  ['ian-mcallister', 'Ian McAllister', 'ian@glenmeter.example', 'approved', 'v'],
  ['ines-duarte', 'Inês Duarte', 'ines.duarte@portoverde.example', 'flagged', '', 'Address bounces.'],
  ['irrigation-east', 'Irrigation, eastern fields', 'east@cropsense.example', 'approved'],
  ['jakub-zielinski', 'Jakub Zieliński', 'jakub.zielinski@wisla.example', 'approved', 'v'],
  ['jonas-weber', 'Jonas Weber', 'jonas.weber@stadtwerke.example', 'approved', 'v'],
  ['kaya-demir', 'Kaya Demir', 'kaya.demir@bogazici.example', 'rejected'],
  ['kofi-asante', 'Kofi Asante', 'kofi.asante@northgrid.example', 'approved', 'v'],
  ['lars-eriksen', 'Lars Eriksen', 'lars.eriksen@norrsken.example', 'approved', 'v'],
  ['leila-haddad', 'ليلى حداد', 'leila.haddad@deltawater.example', 'approved', 'v'],
  ['liam-obrien', 'Liam O’Brien', 'liam.obrien@glenmeter.example', 'approved', 'v'],
  ['lucia-ferrari', 'Lucia Ferrari', 'lucia.ferrari@portoverde.example', 'approved', 'v'],
  ['mai-tran', 'Trần Thị Mai', 'mai.tran@mekong.example', 'approved', 'v'],
  ['marek-svoboda', 'Marek Svoboda', 'marek.svoboda@hradec.example', 'approved', 'v'],
  ['maria-gonzalez', 'María González de la Torre y Santillán', 'maria.gonzalez@aguasdelsur.example', 'approved', 'av'],
  ['meter-import', 'Nightly meter import', 'import@stadtwerke.example', 'approved', '', 'Service account; no person logs in.'],
  ['mikko-virtanen', 'Mikko Virtanen', 'mikko.virtanen@norrsken.example', 'approved', 'v'],
  ['nadia-benali', 'Nadia Benali', 'nadia.benali@sahelpump.example', 'approved', 'v'],
  ['new-user', 'New User', 'new-user@example.com', 'approved'],
  ['nikhil-shah', 'Nikhil Shah', 'nikhil.shah@cropsense.example', 'requested'],
  ['noor-de-vries', 'Noor de Vries', 'noor.devries@waterschap.example', 'approved', 'v'],
  ['olu-adeyemi', 'Olu Adeyemi', 'olu.adeyemi@northgrid.example', 'approved', 'v'],
  ['parking-lot-2', 'Parking lot 2', 'parking@campus.example', 'approved'],
  ['paula-schmidt', 'Paula Schmidt', 'paula.schmidt@stadtwerke.example', 'approved', 'v'],
  ['quentin-moreau', 'Quentin Moreau', 'quentin.moreau@eaux-vives.example', 'suspended', 'v', 'Password leaked.'],
  ['rosa-jimenez', 'Rosa Jiménez', 'rosa.jimenez@aguasdelsur.example', 'approved', 'v'],
  ['sofia-papadaki', 'Σοφία Παπαδάκη', 'sofia.papadaki@aegeanbuoy.example', 'approved', 'v'],
  ['tomas-horvath', 'Tomáš Horváth', 'tomas.horvath@hradec.example', 'approved', 'v'],
  ['uma-patel', 'Uma Patel', 'uma.patel@cropsense.example', 'requested', '', 'Greenhouses; asked by phone.'],
  ['viktor-lindgren', 'Viktor Lindgren', 'viktor.lindgren@norrsken.example', 'approved', 'v'],
  ['wanjiru-kamau', 'Wanjirũ Kamau', 'wanjiru.kamau@savannawatch.example', 'approved', 'v'],
  ['weather-mast', 'Weather mast, harbour', 'mast@harbourlink.example', 'approved'],
  ['yuki-tanaka', '田中雪', 'yuki.tanaka@minato.example', 'approved', 'v'],
  ['zoe-martin', 'Zoé Martin', 'zoe.martin@eaux-vives.example', 'approved', 'v'],
  ['old-gateway-team', 'Old gateway team', 'gateways@northgrid.example', 'approved', 'd'],
  ['peter-vogel', 'Peter Vogel', 'peter.vogel@stadtwerke.example', 'approved', 'd', 'Left the company.'],
  ['test-account-4', 'Test account 4', 'test4@northgrid.example', 'approved', 'd'],
  ['trial-kiosk', 'Trial kiosk', 'kiosk@harbourlink.example', 'suspended', 'd'],
];

/** Those who are not deleted, the admin besides. */
export const LIVE = ROWS.filter(([, , , , marks = '']) => !marks.includes('d'));
export const DELETED = ROWS.filter(([, , , , marks = '']) => marks.includes('d'));

/** Adds them all. */
export async function addPeople(client: Client): Promise<void> {
  for (const [user_id, name, primary_email_address, state = 'approved', marks = '', description = ''] of ROWS) {
    const has = (mark: string) => marks.includes(mark);
    const rights = { email_validated: has('v'), admin: has('a') };
    await client.addUser({ user_id, name, primary_email_address, state, description, ...rights });
    if (has('d')) await client.deleteUser(user_id);
  }
}
