import { left, right } from '#either';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({ scope: { left, right } });
