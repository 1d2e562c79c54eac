import { authorize } from '../../provider/AuthProvider.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import type { Terminal } from '../terminal/Terminal.js';

/**
 * Creates a terminal that masks the credentials of a call in its notes: in the summary, and in the calls of tools. A
 * server chooses their names, and a name or an argument could contain the key.
 */
export const maskedNotes = (terminal: Terminal, url: string, token: string | undefined): Terminal => {
  const secrets = createRedactor();
  secrets.learn(authorize({ method: 'POST', url, headers: new Headers() }, { token, accountId: undefined }));
  return { ...terminal, note: (line) => terminal.note(secrets.redact(line)) };
};
