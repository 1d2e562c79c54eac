import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({ values: { DONE: { event: 'message', data: '[DONE]' } } });
