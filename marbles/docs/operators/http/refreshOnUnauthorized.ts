import type { AuthProvider } from '../../../../lib/provider/AuthProvider.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ lane }) => {
  const refresh = lane('refresh', (text) => text);
  const auth: AuthProvider = { bearerToken: () => 'key', refresh: () => refresh };
  return { scope: { auth } };
};
