import { response } from '../../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../../lib/testing/wire.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ lane }) => ({
  values: { h: response(), i: response(lane('i.bytes', bytes), { status: 429 }) },
});
