import { createProvider } from '../../../../lib/provider/Provider.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const provider = createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' });

export const fixtures: Fixtures = () => ({ scope: { provider } });
