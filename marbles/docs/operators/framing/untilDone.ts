import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ values: { DONE: { event: 'message', data: '[DONE]' } } });
