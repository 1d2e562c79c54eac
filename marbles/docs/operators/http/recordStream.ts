import { response } from '../../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../../lib/testing/wire.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ lane, tell }) => {
  const written = tell('written');
  return {
    values: { h: response(lane('h.bytes', bytes)) },
    scope: { write: (line: string) => written(JSON.parse(line)) },
  };
};
