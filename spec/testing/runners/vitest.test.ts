// A test file for Vitest, run by spec/testing/vitest.spec.ts.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createProvider, ResponsesClient, type HttpTransport } from '../../../lib/index.js';
import { expectMarble, marbleMatchers, marbleRunner } from '../../../lib/testing/index.js';

const marbles = marbleRunner((actual, expected) => expect(actual).toEqual(expected));
const incident = fileURLToPath(new URL('./incident.marble', import.meta.url));
const provider = createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1' });
const ask = (transport: HttpTransport) =>
  new ResponsesClient({ provider, transport, random: () => 0.5 }).streamPrompt('gpt-5.1', 'Hi');

expect.extend(marbleMatchers);

it(
  'runs marble tests',
  marbles(({ cold, expectObservable }) => expectObservable(cold('-a-|')).toBe('-a-|')),
);

it('compares with a file', async () => {
  expectMarble(ask, incident);
  await expect(ask).toMatchMarble(incident);
});

it('differs', () => {
  expectMarble((transport: HttpTransport) => ask(transport), incident.replace('incident', 'different'));
});
