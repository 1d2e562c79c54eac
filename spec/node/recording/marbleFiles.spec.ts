import { expect } from 'chai';
import { existsSync, readFileSync, statSync } from 'node:fs';
import {
  concat,
  EMPTY,
  firstValueFrom,
  from,
  lastValueFrom,
  mergeMap,
  NEVER,
  of,
  throwError,
  type Observable,
} from 'rxjs';
import { isRight } from '#either';
import { convertRecording } from '../../../lib/node/recording/convertRecording.js';
import { readMarble } from '../../../lib/node/recording/readMarble.js';
import { readRecording } from '../../../lib/node/recording/readRecording.js';
import { recordingTransport } from '../../../lib/node/recording/recordingTransport.js';
import { writeMarble } from '../../../lib/node/recording/writeMarble.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import type { HttpRequest } from '../../../lib/provider/HttpRequest.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { isApiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { MarbleFile } from '../../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { parseMarble } from '../../../lib/protocol/recording/marbleFile/parseMarble.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { Script } from '../../../lib/server/script/Script.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import type { HttpTransport, StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { replayTransport } from '../../../lib/transport/replayTransport.js';
import { outcomeOf, until } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';
import { useFolder } from '../temporary.js';

const KEY = 'sk-0123456789abcdef';
const request: HttpRequest = {
  method: 'POST',
  url: 'https://virtual.test/v1/responses?alt=sse',
  headers: new Headers({ authorization: `Bearer ${KEY}`, accept: 'text/event-stream' }),
  body: { input: 'a secret prompt' },
};

const send = (transport: HttpTransport, given = request): Promise<unknown> =>
  outcomeOf(transport.stream(given).pipe(mergeMap((head) => head.bytes)));

const textAt = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** The file once it fulfils a condition; it is written in the background. */
const fileAt = async (path: string, isWhole: (file: MarbleFile) => boolean): Promise<MarbleFile> => {
  const read = () => parseMarble(textAt(path));
  await until(() => {
    const file = read();
    return isRight(file) && isWhole(file.right);
  });
  const file = read();
  return isRight(file) ? file.right : expect.fail(file.left);
};

const endsOf = ({ exchanges }: MarbleFile): readonly string[] =>
  exchanges.map(({ reply }) => (reply.type === 'reply' ? `${reply.status} ${reply.ending.type}` : reply.type));

const answer = (...chunks: readonly string[]) => of(response(from(chunks.map(bytes))));

describe('recordingTransport to a .marble file', () => {
  const using = useFolder();

  it('writes the requests, the responses and the failures, and no body of a request', async () => {
    const path = using.path('a.marble');
    const refused = response(from([bytes('busy')]), { status: 503, headers: { 'set-cookie': 'id=1', server: 'x' } });
    const lost = response(concat(of(bytes('half')), throwError(reset)));
    const virtual = virtualTransport(throwError(reset), of(refused), of(lost), answer('whole'));
    const transport = recordingTransport(path, virtual);
    for (let count = 0; count < 4; count++) await send(transport);
    const file = await fileAt(path, (read) => endsOf(read).join() === 'lost,503 end,200 lost,200 end');
    const [first, second] = file.exchanges;
    expect(first?.request).to.deep.equal({
      method: 'POST',
      path: '/v1/responses',
      headers: { accept: 'text/event-stream' },
    });
    expect(second?.reply).to.deep.include({ status: 503, headers: { server: 'x' } });
    expect(textAt(path)).not.to.contain(KEY).and.not.to.contain('secret prompt').and.not.to.contain('virtual.test');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('writes that the consumer unsubscribed, before the head and in the body', async () => {
    const path = using.path('a.marble');
    const open = of(response(concat(of(bytes('a')), NEVER)));
    const transport = recordingTransport(path, virtualTransport(NEVER, open));
    transport
      .stream(request)
      .subscribe({ error: () => expect.fail('no error was expected') })
      .unsubscribe();
    await firstValueFrom((await firstValueFrom(transport.stream(request))).bytes);
    const file = await fileAt(path, ({ exchanges }) => exchanges.length === 2);
    expect(endsOf(file)).to.deep.equal(['cancelled', '200 cancelled']);
  });

  it('keeps the latest 35 requests', async () => {
    const path = using.path('a.marble');
    const answers = Array.from({ length: 40 }, (_, index) => answer(`answer ${index}`));
    const transport = recordingTransport(path, virtualTransport(...answers));
    for (let count = 0; count < 40; count++) await send(transport);
    const file = await fileAt(path, () => textAt(path).includes('= answer 39'));
    expect(file.exchanges).to.have.length(35);
    expect(textAt(path)).to.contain('= answer 5\n').and.not.to.contain('= answer 4\n');
  });

  it('does not record a request that was not sent', async () => {
    const path = using.path('a.marble');
    const transport = recordingTransport(path, virtualTransport(answer('a')));
    await send(transport);
    await send(transport);
    await using.file('b.txt', 'a file operation later');
    expect(endsOf(await fileAt(path, (file) => endsOf(file).includes('200 end')))).to.deep.equal(['200 end']);
  });

  it('divides the requests among the files that a function names', async () => {
    let count = 0;
    const transport = recordingTransport(
      () => using.path(`${++count}.marble`),
      virtualTransport(answer('a'), answer('b')),
    );
    await send(transport);
    await send(transport);
    for (const [name, text] of [
      ['1.marble', 'a = a\n'],
      ['2.marble', 'a = b\n'],
    ] as const) {
      await fileAt(using.path(name), (file) => endsOf(file).includes('200 end'));
      expect(textAt(using.path(name))).to.contain(text);
    }
  });

  it('reports once that the file cannot be written, and does not disturb the stream', async () => {
    const reports: ApiError[] = [];
    const transport = recordingTransport(using.path('missing/a.marble'), virtualTransport(answer('a'), answer('b')), {
      onError: (error) => reports.push(error),
    });
    expect(await send(transport)).to.deep.include({ values: [bytes('a')] });
    await send(transport);
    await until(() => reports.length > 0);
    await using.file('b.txt', 'a file operation later');
    expect(reports.map(({ type, message }) => [type, message.includes('ENOENT')])).to.deep.equal([['file', true]]);
  });
});

describe('a .marble file never has a credential in it', () => {
  const using = useFolder();
  const withHeaders = (headers: Readonly<Record<string, string>>): HttpRequest => ({
    ...request,
    headers: new Headers(headers),
  });
  const withUrl = (url: string): HttpRequest => ({ ...request, url, headers: new Headers() });
  const echo = (...chunks: readonly string[]): Observable<StreamResponse> => answer(...chunks);

  const places: readonly [string, HttpRequest, Observable<StreamResponse>][] = [
    ['the header authorization', request, echo('ok')],
    ['a header of another name', withHeaders({ 'x-api-key': KEY }), echo('ok')],
    ['basic authentication', withHeaders({ authorization: `Basic ${btoa(`user:${KEY}`)}` }), echo(btoa(`user:${KEY}`))],
    ['the query', withUrl(`https://virtual.test/v1?key=${KEY}`), echo('ok')],
    ['the user name of the address', withUrl(`https://${KEY}@virtual.test/v1`), echo('ok')],
    ['the path, which repeats the key', { ...request, url: `https://virtual.test/${KEY}/v1` }, echo('ok')],
    ['a header that describes the exchange', withHeaders({ authorization: `Bearer ${KEY}`, accept: KEY }), echo('ok')],
    ['the body of the response', request, echo(`{"message":"no such key: ${KEY}"}\n`)],
    ['the body, without a line feed', request, echo(`no such key: ${KEY}`)],
    ['the body, cut in the key', request, echo(KEY.slice(0, 7), KEY.slice(7, 12), KEY.slice(12))],
    ['the body, in base64', request, echo(btoa(`key ${KEY}`))],
    ['a header of the response', request, of(response(EMPTY, { headers: { 'x-echo': `Bearer ${KEY}` } }))],
    ['the error of the connection', request, throwError(() => new Error(`refused for ${KEY}`))],
    ['the error in the body', request, of(response(throwError(() => new Error(`refused for ${KEY}`))))],
  ];
  for (const [what, given, reply] of places)
    it(`from ${what}`, async () => {
      const path = using.path('a.marble');
      await send(recordingTransport(path, { stream: () => reply }), given);
      await fileAt(path, ({ exchanges: [exchange] }) => {
        const shown = exchange?.reply;
        return shown?.type === 'lost' || (shown?.type === 'reply' && shown.ending.type !== 'cancelled');
      });
      const text = textAt(path);
      expect(text).not.to.contain(KEY).and.not.to.contain(KEY.slice(0, 12));
      expect(text)
        .not.to.contain(btoa(KEY).slice(0, 16))
        .and.not.to.contain(btoa(`user:${KEY}`));
    });

  it('from the response to a later request with another key', async () => {
    const path = using.path('a.marble');
    const transport = recordingTransport(path, virtualTransport(answer('401'), answer(`${KEY} has expired`)));
    await send(transport);
    await send(transport, withHeaders({ authorization: 'Bearer sk-another-key' }));
    await fileAt(path, (file) => endsOf(file).filter((end) => end === '200 end').length === 2);
    expect(textAt(path)).to.contain('has expired').and.not.to.contain(KEY);
  });
});

const dataOf = (error: unknown): unknown => (isApiError(error) ? apiErrorData(error) : error);

describe('a call, recorded to a .marble file from a real connection and replayed', () => {
  const using = useFolder();
  const scripted = useServer();
  const said = textAnswer('one two three');
  const busy: Script = {
    fault: { type: 'status', status: 429, headers: { 'retry-after': '0' }, body: { error: { message: 'busy' } } },
  };

  const calls: readonly [string, readonly Script[], readonly string[]][] = [
    ['a request that is sent again', [busy, busy, { answer: said, cut: 7 }], ['429 end', '429 end', '200 cancelled']],
    ['a reset in the body', [{ answer: said, cut: 7, fault: { type: 'reset_mid_body', after: 5 } }], ['200 lost']],
    ['a truncated body', [{ answer: said, fault: { type: 'truncate', after: 5 } }], ['200 end']],
  ];
  for (const [what, scripts, ends] of calls)
    it(`gives the same events and the same error: ${what}`, async () => {
      const path = using.path('incident.marble');
      for (const script of scripts) scripted.server.enqueue(script);
      const ask = (transport: HttpTransport) =>
        outcomeOf(
          clientOf(scripted.server, {}, { auth: bearerAuth(KEY), transport, random: () => 0 }).streamPrompt('m', 'x'),
        );
      const live = await ask(recordingTransport(path));
      // A response that is still received is in the file as far as it has come.
      const isWhole = () => ends.at(-1) !== '200 cancelled' || textAt(path).includes('response.completed');
      const file = await fileAt(path, (read) => endsOf(read).join() === ends.join() && isWhole());
      await using.file('b.txt', 'a file operation later');
      expect(await firstValueFrom(readMarble(path))).to.deep.equal(file);
      const replayed = await ask(replayTransport(file, { speed: Infinity }));
      expect(replayed.values).to.deep.equal(live.values);
      expect(dataOf(replayed.error)).to.deep.equal(dataOf(live.error));
    });
});

describe('conversion to a .marble file', () => {
  const using = useFolder();
  const lines =
    '{"type":"head","status":200,"headers":{}}\n{"type":"chunk","at":3,"text":"data: 1\\n\\n"}\n{"type":"end","at":9}\n';
  const converted =
    'marble 1\n\nrequests: 1\nhead 1: h\nbody 1: ---a 5ms |\n\nrequest 1 = unknown\n  < 200\n\na = data: 1⏎⏎\n';

  it('takes a recording in lines of JSON', async () => {
    const to = using.path('b.marble');
    const text = await lastValueFrom(convertRecording(await using.file('a.jsonl', lines), to));
    expect([text, textAt(to)]).to.deep.equal([converted, converted]);
  });

  it('takes a raw stream of events', async () => {
    const to = using.path('b.marble');
    await lastValueFrom(convertRecording(await using.file('a.sse', 'data: 1\n\ndata: 2\n\n'), to));
    expect(textAt(to)).to.contain('a = data: 1⏎⏎\n  + data: 2⏎⏎\n');
  });

  it('writes a .marble file anew, in its usual form', async () => {
    const path = await using.file('a.marble', converted.replace('---a 5ms |', '3ms a-----|').replaceAll('\n', '\r\n'));
    await lastValueFrom(convertRecording(path, path));
    expect(textAt(path)).to.equal(converted);
  });

  it('keeps the names of the file that is replaced', async () => {
    const path = await using.file('a.marble', converted.replace('---a', '---q').replace('a = ', 'q = '));
    await lastValueFrom(writeMarble(path, await lastValueFrom(readMarble(await using.file('b.marble', converted)))));
    expect(textAt(path)).to.contain('body 1: ---q 5ms |').and.to.contain('q = data: 1⏎⏎');
  });

  it('is read as a recording again: its last response', async () => {
    const [recording] = await Promise.all([firstValueFrom(readRecording(await using.file('a.marble', converted)))]);
    expect(recording).to.deep.equal(await firstValueFrom(readRecording(await using.file('a.jsonl', lines))));
  });

  const faults: readonly [string, string, RegExp][] = [
    ['a file that is not valid', converted.replace('head', 'heads'), /a\.marble: line 4, column 1: expected a lane/],
    ['a file without a response', 'marble 1\n', /a\.marble: expected a response, got a file without one/],
  ];
  for (const [what, text, message] of faults)
    it(`fails with the path and the place: ${what}`, async () => {
      const { error } = await outcomeOf(readRecording(await using.file('a.marble', text)));
      expect(isApiError(error) ? [error.type, message.test(error.message)] : error).to.deep.equal(['file', true]);
    });

  it('fails if there is no file, or no folder', async () => {
    const missing = await outcomeOf(readMarble(using.path('a.marble')));
    const nowhere = await outcomeOf(writeMarble(using.path('missing/a.marble'), { exchanges: [] }));
    for (const { error } of [missing, nowhere])
      expect(isApiError(error) ? [error.type, error.message.includes('ENOENT')] : error).to.deep.equal(['file', true]);
  });
});
