import { throwError } from 'rxjs';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { reset, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { virtualClient } from '../../lib/testing/virtualClient.js';
import { marbles } from '../support/marbles.js';

describe('virtualClient', () => {
  it(
    'waits exactly 10, 20, 40 and 80 ms before retries, whatever the chance',
    marbles(({ expectObservable }) => {
      const lost = throwError(reset);
      const client = virtualClient(ResponsesClient, virtualTransport(lost, lost, lost, lost, lost));
      expectObservable(client.streamPrompt('m', 'hi')).toBe('150ms #', undefined, reset());
    }),
  );
});
