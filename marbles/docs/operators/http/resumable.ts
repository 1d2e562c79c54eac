import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const numbered = (sequence_number: number, type = 'response.output_text.delta') => ({ type, sequence_number });
const response = { id: 'resp_1' };
const frames: Readonly<Record<string, object>> = {
  0: { ...numbered(0, 'response.created'), response },
  1: numbered(1),
  2: numbered(2),
  x: { ...numbered(3, 'response.completed'), response },
};

export const fixtures: Fixtures = ({ lane }) => ({
  values: { ...frames, r: lane('r', (letter) => frames[letter]) },
});
