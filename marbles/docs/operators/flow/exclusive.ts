import { Mutex } from '../../../../lib/operators/flow/Mutex.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({ scope: { mutex: new Mutex() } });
