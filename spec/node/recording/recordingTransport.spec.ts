import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { concat, EMPTY, finalize, firstValueFrom, from, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { isRight } from '#either';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { readRecording } from '../../../lib/node/recording/readRecording.js';
import { recordingTransport } from '../../../lib/node/recording/recordingTransport.js';
import { apiErrorKind, isApiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { parseRecording } from '../../../lib/protocol/recording/parseRecording.js';
import type { Recording } from '../../../lib/protocol/recording/Recording.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { Script } from '../../../lib/server/script/Script.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import type { StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { replayTransport } from '../../../lib/transport/replayTransport.js';
import { outcomeOf, until, valuesOf } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';
import { describeTransport } from '../../support/contracts/transportContract.js';
import { useFolder } from '../temporary.js';

const request = {
  method: 'POST',
  url: 'https://virtual.test/',
  headers: new Headers({ authorization: 'Bearer sk-0123456789' }),
} as const;

const answer = (...chunks: readonly string[]) => of(response(from(chunks.map(bytes))));

/** The recording at a path once it has this ending; files are written in the background. */
const recordingAt = async (path: string, ending: Recording['ending']['type']): Promise<Recording> => {
  const read = () => parseRecording(existsSync(path) ? readFileSync(path, 'utf8') : '');
  const isWhole = () => readFileSync(path, 'utf8').includes(`{"type":"${ending}"`);
  await until(() => existsSync(path) && isWhole());
  const recording = read();
  return isRight(recording) ? recording.right : expect.fail(recording.left);
};

const readAll = async (heads: Observable<StreamResponse>) => valuesOf((await firstValueFrom(heads)).bytes);

describe('recordingTransport over a virtual one', () => {
  const using = useFolder();
  const ends = { end: EMPTY, open: NEVER, reset: throwError(reset), headless: NEVER };

  describeTransport('recordingTransport', ({ status = 200, headers = {}, chunks = [], then = 'end' }) => {
    let hangUp: () => void;
    const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
    const body = concat(from(chunks.map(bytes)), ends[then]).pipe(finalize(() => hangUp()));
    const reply: Observable<StreamResponse> =
      then === 'headless' ? NEVER.pipe(finalize(() => hangUp())) : of(response(body, { status, headers }));
    const virtual = virtualTransport(reply, reply);
    return Promise.resolve({
      transport: recordingTransport(using.path('a.jsonl'), virtual),
      url: request.url,
      requests: () => virtual.requests.length,
      closed: () => hungUp,
      stop: () => Promise.resolve(),
    });
  });

  it('writes nothing before the head comes', async () => {
    const transport = recordingTransport(using.path('a.jsonl'), virtualTransport(NEVER));
    const fail = { error: () => expect.fail('no error was expected') };
    transport.stream(request).subscribe(fail).unsubscribe();
    await using.file('b.txt', 'a file operation later');
    expect(existsSync(using.path('a.jsonl'))).to.equal(false);
  });

  it('records the head, the chunks and the end, and nothing of the request', async () => {
    const path = using.path('a.jsonl');
    await readAll(recordingTransport(path, virtualTransport(answer('a', 'é\n'))).stream(request));
    const { status, chunks } = await recordingAt(path, 'end');
    expect([status, chunks.map((chunk) => Buffer.from(chunk.bytes).toString())]).to.deep.equal([200, ['a', 'é\n']]);
    expect(readFileSync(path, 'utf8')).to.not.contain('sk-').and.not.contain('virtual.test');
  });

  it('masks the key where the server repeats it, also where it is cut', async () => {
    const path = using.path('a.jsonl');
    const given = ['{"message":"no such key: sk-01234', '56789"}'];
    const seen = await readAll(recordingTransport(path, virtualTransport(answer(...given))).stream(request));
    const { chunks } = await recordingAt(path, 'end');
    expect(Buffer.concat(seen).toString()).to.equal(given.join(''));
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString()).to.equal(
      '{"message":"no such key: [redacted]"}',
    );
  });

  it('records that its subscriber left', async () => {
    const path = using.path('a.jsonl');
    const transport = recordingTransport(path, virtualTransport(of(response(concat(of(bytes('a')), NEVER)))));
    const head = await firstValueFrom(transport.stream(request));
    await firstValueFrom(head.bytes);
    expect((await recordingAt(path, 'cancelled')).chunks).to.have.length(1);
  });

  it('writes to the file that a function names for the request', async () => {
    const named: string[] = [];
    const path = ({ method }: { readonly method: string }) => {
      named.push(using.path(`${method}-${named.length}.jsonl`));
      return named.at(-1) ?? '';
    };
    const transport = recordingTransport(path, virtualTransport(answer('a'), answer('b')));
    await Promise.all([readAll(transport.stream(request)), readAll(transport.stream(request))]);
    const recordings = await Promise.all(named.map((name) => recordingAt(name, 'end')));
    expect(recordings.map(({ chunks }) => chunks.map((chunk) => String.fromCharCode(...chunk.bytes)))).to.deep.equal([
      ['a'],
      ['b'],
    ]);
  });

  it('keeps the later of two answers to one path, whole, even if they run side by side', async () => {
    const path = using.path('a.jsonl');
    const early = new Subject<Uint8Array>();
    const transport = recordingTransport(path, virtualTransport(of(response(early)), answer('late', 'r\n')));
    const reading = readAll(transport.stream(request));
    await until(() => early.observed);
    early.next(bytes('early\n'));
    await readAll(transport.stream(request));
    early.next(bytes('more\n'));
    early.complete();
    await reading;
    await recordingAt(path, 'end');
    await using.file('b.txt', 'a file operation later');
    const { chunks } = await recordingAt(path, 'end');
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString()).to.equal('later\n');
  });

  const unwritable: readonly [string, (folder: string) => string | (() => string), RegExp][] = [
    ['a folder that is not there', (folder) => `${folder}/missing/a.jsonl`, /ENOENT/],
    ['a folder in the place of the file', (folder) => folder, /EISDIR/],
    [
      'a function that throws',
      () => () => {
        throw new Error('no name for it');
      },
      /no name for it/,
    ],
  ];
  for (const [what, pathIn, text] of unwritable)
    it(`tells once that it cannot write, and lets the stream go on: ${what}`, async () => {
      const told: ApiError[] = [];
      const onError = (error: ApiError) => {
        told.push(error);
        throw new Error('a hook must not break the stream either');
      };
      const virtual = virtualTransport(answer('a', 'b', 'c'));
      const transport = recordingTransport(pathIn(using.folder), virtual, { onError });
      expect(await readAll(transport.stream(request))).to.have.length(3);
      await until(() => told.length > 0);
      await using.file('b.txt', 'a file operation later');
      expect(told.map(({ type }) => type)).to.deep.equal(['file']);
      expect(told[0]?.message).to.match(text);
    });

  it('cannot write in silence, too', async () => {
    const transport = recordingTransport(using.path('missing/a.jsonl'), virtualTransport(answer('a')));
    expect(await readAll(transport.stream(request))).to.have.length(1);
    await using.file('b.txt', 'a file operation later');
  });
});

/** An error without its stack and cause, which tell where it was made. */
const dataOf = (error: unknown): unknown =>
  isApiError(error) ? [apiErrorKind(error), error.message, error.request_id] : error;

describe("yesterday's incident, recorded from a real connection and replayed", () => {
  const using = useFolder();
  const scripted = useServer();
  const said = textAnswer('one two three');

  const incidents: readonly [string, Script, Recording['ending']['type'], string][] = [
    [
      'a reset in the middle of the body',
      { answer: said, cut: 7, fault: { type: 'reset_mid_body', after: 5 } },
      'lost',
      'stream',
    ],
    ['a truncated body', { answer: said, fault: { type: 'truncate', after: 5 } }, 'end', 'stream'],
    ['a whole answer, which the client leaves at its completion', { answer: said, cut: 'whole' }, 'cancelled', 'none'],
    [
      'an error status',
      { fault: { type: 'status', status: 400, body: { error: { message: 'no key-of-mine' } } } },
      'end',
      'invalid_request',
    ],
  ];
  for (const [what, script, ending, type] of incidents)
    it(`gives the same events and the same error: ${what}`, async () => {
      const path = using.path('incident.jsonl');
      scripted.server.enqueue(script);
      const auth = bearerAuth('key-of-mine');
      const live = await outcomeOf(
        clientOf(scripted.server, {}, { auth, transport: recordingTransport(path) }).streamPrompt('m', 'x'),
      );
      await recordingAt(path, ending);

      const [recording = expect.fail()] = await valuesOf(readRecording(path));
      const replayed = await outcomeOf(
        clientOf(
          scripted.server,
          {},
          { auth, transport: replayTransport(recording, { speed: Infinity }) },
        ).streamPrompt('m', 'x'),
      );
      expect(replayed.values).to.deep.equal(live.values);
      expect(dataOf(replayed.error)).to.deep.equal(dataOf(live.error));
      expect(isApiError(live.error) ? live.error.type : 'none').to.equal(type);
      expect(scripted.server.requests).to.have.length(1);
      expect(readFileSync(path, 'utf8')).to.not.contain('key-of-mine');
    });
});
