import { of } from 'rxjs';
import { response, virtualTransport } from '../../../../lib/testing/virtualTransport.js';
import { bytes, sse } from '../../../../lib/testing/wire.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';
import { virtualClient } from '../../../../spec/support/virtualClient.js';
import { payloads } from '../../../../spec/support/diagrams/vocabulary.js';

export const fixtures: Fixtures = ({ lane }) => {
  const body = lane('body', (word) => bytes(sse(payloads[word])));
  return { scope: { client: virtualClient(virtualTransport(of(response(body)))) } };
};
