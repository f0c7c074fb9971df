// The gRPC port, asked by a stock library with nothing but the .proto files: what the documents tell of adding, finding,
// changing, deleting, restoring and purging a user.

import { join, resolve } from 'node:path';

import { credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import { scripts } from '../support/console.ts';
import { expect, test } from '../support/test.ts';

const PROTO = resolve(import.meta.dirname, '../../crates/proto/proto');
const FILES = ['user_services', 'search_services', 'identityserver'].map((file) => `ttn/lorawan/v3/${file}.proto`);
const PASSWORD = 'correct horse battery';

type Message = Record<string, unknown>;
type Call = (request: Message, metadata: Metadata, done: (error: ServiceError | null, answer: Message) => void) => {
  on: (event: 'metadata', read: (metadata: Metadata) => void) => void;
};

/** A client of one service: calls a method and answers the message, with the metadata of the answer. */
function client(port: number, service: string, key: string) {
  const includeDirs = [PROTO, join(PROTO, 'third_party')];
  const definition = loadSync(FILES, { includeDirs, keepCase: true, enums: String, longs: Number });
  // The library's types end where the definition is only known at run time.
  const loaded = loadPackageDefinition(definition) as any;
  const Service = loaded.ttn.lorawan.v3[service];
  const stub = new Service(`127.0.0.1:${port}`, credentials.createInsecure());
  return (method: string, request: Message = {}): Promise<{ answer: Message; metadata: Metadata }> => {
    const metadata = new Metadata();
    if (key) metadata.set('authorization', `Bearer ${key}`);
    return new Promise((done, fail) => {
      let answered = new Metadata();
      const call = (stub[method] as Call).bind(stub)(request, metadata, (error, answer) => {
        stub.close();
        if (error) fail(error);
        else done({ answer, metadata: answered });
      });
      call.on('metadata', (metadata) => (answered = metadata));
    });
  };
}

test('a stock library tells the story of a user', async ({ server }) => {
  test.skip(!scripts(), 'no browser has a part in it');
  const args = ['api-key', 'create', '--user-id', 'admin', '--name', 'story', '--rights', 'RIGHT_ALL'];
  const key = (await server.run(args)).trim();
  const users = (method: string, request?: Message) => client(server.grpcPort, 'UserRegistry', key)(method, request);
  const ids = { user_id: 'colleague' };
  const mask = (...paths: string[]) => ({ field_mask: { paths } });

  const user = {
    ids,
    name: 'My Colleague',
    primary_email_address: 'colleague@example.com',
    password: PASSWORD,
    state: 'STATE_APPROVED',
  };
  const created = await users('Create', { user });
  expect(created.answer).toMatchObject({ name: 'My Colleague', state: 'STATE_APPROVED' });
  expect(created.metadata.get('x-request-id')).toHaveLength(1);

  const listed = await users('List', { ...mask('name'), order: '-user_id', limit: 1 });
  expect(listed.answer.users).toMatchObject([{ ids, name: 'My Colleague' }]);
  expect(listed.metadata.get('x-total-count')).toEqual(['2']);

  const found = await client(server.grpcPort, 'EntityRegistrySearch', key)('SearchUsers', { id_contains: 'colle' });
  expect(found.answer.users).toMatchObject([{ ids }]);

  const changed = await users('Update', {
    user: { ids, state: 'STATE_FLAGGED', admin: true },
    ...mask('state', 'admin'),
  });
  expect(changed.answer).toMatchObject({ state: 'STATE_FLAGGED', admin: true });
  const read = await users('Get', { user_ids: ids, ...mask('state', 'admin') });
  expect(read.answer).toMatchObject({ state: 'STATE_FLAGGED', admin: true });

  await users('Delete', ids);
  await expect(users('Get', { user_ids: ids })).rejects.toMatchObject({ code: 5 });
  // The ID stays reserved.
  await expect(users('Create', { user })).rejects.toMatchObject({ code: 6, details: /already_exists/ });
  await users('Restore', ids);
  expect((await users('Get', { user_ids: ids })).answer).toMatchObject({ ids });
  await users('Delete', ids);
  await users('Purge', ids);
  expect((await users('Create', { user })).answer).toMatchObject({ ids });

  const self = await client(server.grpcPort, 'EntityAccess', key)('AuthInfo');
  expect(self.answer).toMatchObject({ is_admin: true, api_key: { api_key: { name: 'story' } } });
});

test('who shows no key, or a wrong one, is told so with the contract’s codes', async ({ server }) => {
  test.skip(!scripts(), 'no browser has a part in it');
  const list = (key: string) => client(server.grpcPort, 'UserRegistry', key)('List');
  await expect(list('')).rejects.toMatchObject({ code: 7 });
  const get = (key: string) => client(server.grpcPort, 'UserRegistry', key)('Get', { user_ids: { user_id: 'admin' } });
  await expect(get('nonsense')).rejects.toMatchObject({ code: 3 });
  await expect(get(`NNSXS.${'A'.repeat(39)}.${'A'.repeat(52)}`)).rejects.toMatchObject({ code: 16 });
  // The same services answer beside HTTP.
  const beside = client(server.port, 'UserRegistry', '')('Get', { user_ids: { user_id: 'admin' } });
  await expect(beside).rejects.toMatchObject({ code: 16 });
});
