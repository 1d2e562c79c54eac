import { response } from '../../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../../lib/testing/wire.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ lane }) => ({
  values: { h: response(), i: response(lane('i.bytes', bytes), { status: 429 }) },
});
