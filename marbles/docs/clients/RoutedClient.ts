import { of } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, sse } from '../../../lib/testing/wire.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';
import { payloads } from '../../../spec/support/diagrams/vocabulary.js';

const provider = createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' });

export const fixtures: Fixtures = ({ lane }) => {
  const answerOf = (name: string) => of(response(lane(name, (word) => bytes(sse(payloads[word])))));
  const transport = virtualTransport(answerOf('first'), answerOf('fallback'));
  return { scope: { client: new RoutedClient({ provider, fallbacks: [{ provider }], transport }) } };
};
