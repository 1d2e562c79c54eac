import { response } from '../../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../../lib/testing/wire.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ lane, record }) => {
  const written = record('written');
  return {
    values: { h: response(lane('h.bytes', bytes)) },
    scope: { write: (line: string) => written(JSON.parse(line)) },
  };
};
