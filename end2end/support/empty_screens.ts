// Pictures of pages that are no more would stay otherwise.

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export const SCREENS = join(import.meta.dirname, '../../docs/screens');

export default async function empty(): Promise<void> {
  await rm(SCREENS, { recursive: true, force: true });
  await mkdir(SCREENS, { recursive: true });
}
