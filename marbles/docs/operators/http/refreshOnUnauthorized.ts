import type { AuthProvider } from '../../../../lib/provider/AuthProvider.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ lane }) => {
  const refresh = lane('refresh', (text) => text);
  const auth: AuthProvider = { bearerToken: () => 'key', refresh: () => refresh };
  return { scope: { auth } };
};
