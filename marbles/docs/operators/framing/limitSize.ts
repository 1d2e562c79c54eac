import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const frame = (data: string) => ({ event: 'message', data });

export const fixtures: Fixtures = () => ({ values: { a: frame('ab'), b: frame('cd'), c: frame('ef') } });
