import * as t from 'io-ts';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({ scope: { City: t.type({ city: t.string }) } });
