import { of } from 'rxjs';
import { RelayClient } from '../../../../lib/relay/client/RelayClient.js';
import { response } from '../../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../../lib/testing/wire.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const LETTERS = 'abc';
const delta = (text: string) => ({ type: 'output_text_delta', delta: text });

/** The frame of a letter: its number is its place in the alphabet. `end` is the last frame. */
const frameOf = (text: string): Uint8Array =>
  text === 'end'
    ? bytes('id: 4\nevent: done\ndata: {"duration":9}\n\n')
    : bytes(`id: ${LETTERS.indexOf(text) + 1}\ndata: ${JSON.stringify(delta(text))}\n\n`);

export const fixtures: Fixtures = ({ lane }) => {
  const connection = lane('connection', frameOf);
  const transport = { stream: () => of(response(connection)) };
  const options = { url: 'https://app.example/api/chat', transport, random: () => 0.5, retry: { baseDelay: 4 } };
  return {
    values: Object.fromEntries(Array.from(LETTERS).map((letter) => [letter, delta(letter)])),
    scope: { relayClient: new RelayClient(options) },
  };
};
