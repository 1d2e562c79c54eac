import type { Recording } from '../../../lib/protocol/recording/Recording.js';
import { bytes } from '../../../lib/testing/wire.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';

const recording: Recording = {
  status: 200,
  headers: {},
  chunks: [
    { at: 3, bytes: bytes('a') },
    { at: 9, bytes: bytes('b') },
  ],
  ending: { type: 'lost', at: 12, detail: 'read ECONNRESET', code: 'ECONNRESET' },
};
const request = { method: 'POST', url: 'https://virtual.test/', headers: new Headers() };

export const fixtures: Fixtures = () => ({ scope: { recording, request } });
