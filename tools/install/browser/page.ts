// What a page is made of: no types but the browser's are installed here, and a bundler makes one file of it.
import { createProvider, ResponsesClient, type Answer } from 'codex-rx';
import { accumulate, coalesce } from 'codex-rx/operators';
import { RelayClient } from 'codex-rx/relay';
import { bytes, completed, response, sse, virtualTransport } from 'codex-rx/testing';
import { lastValueFrom, of, type Observable } from 'rxjs';

const answerOf = (client: ResponsesClient): Observable<Answer> =>
  client.streamPrompt('m', 'Write a haiku').pipe(accumulate(), coalesce());

/** The text that the server answers, whole. */
export const ask = async (baseUrl: string): Promise<string> => {
  const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl }) });
  const { text } = await lastValueFrom(answerOf(client));
  return text;
};

/** An answer through a relay of the site. */
export const relayed = (): Observable<Answer> =>
  new RelayClient({ url: '/api/chat' }).stream('Write a haiku').events().pipe(accumulate(), coalesce());

/** The same without a network, as a test of the page would. */
export const rehearse = async (): Promise<Answer['status']> => {
  const provider = createProvider({ name: 'virtual', baseUrl: 'https://test.invalid/v1' });
  const transport = virtualTransport(of(response(of(bytes(sse(completed()))))));
  const { status } = await lastValueFrom(answerOf(new ResponsesClient({ provider, transport })));
  return status;
};
