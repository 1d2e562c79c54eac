import { of } from 'rxjs';
import { response, virtualTransport } from '../../../../lib/testing/virtualTransport.js';
import { bytes, sse } from '../../../../lib/testing/wire.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';
import { virtualClient } from '../../../../spec/support/virtualClient.js';
import { payloads } from '../../../../spec/support/diagrams/vocabulary.js';

export const cast: Casting = ({ lane }) => {
  const body = lane('body', (word) => bytes(sse(payloads[word])));
  return { scope: { client: virtualClient(virtualTransport(of(response(body)))) } };
};
