import { expect } from 'chai';
import { chatEndpoint } from '../../../lib/server/endpoints/chatEndpoint.js';
import {
  reasoningAnswer,
  textAnswer,
  toolCallAnswer,
  type ScriptedAnswer,
  type Script,
} from '../../../lib/server/index.js';
import { ask, dataOf, useServers } from '../rawClient.js';
import { recordedRequest } from '../recordedRequest.js';
import { within } from '../../support/within.js';

const CHAT = { path: '/chat/completions' };
const WITH_USAGE = { stream: true, stream_options: { include_usage: true } };
const answer = textAnswer('Hello there');
const written = (chunks: readonly unknown[] = []) =>
  [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
const withoutUsage = ({ chunks }: ScriptedAnswer) => chunks?.filter((chunk) => !('usage' in chunk));
const tokensOf = (script: Script) =>
  chatEndpoint
    .reply(recordedRequest(WITH_USAGE), script, undefined)
    .pieces.filter(({ isToken }) => isToken)
    .map(({ text }) => dataOf(text)[0] ?? '');

describe('server/chatEndpoint', () => {
  const start = useServers();

  describe('a stream', () => {
    it('writes each chunk as data without a name, then the sentinel', async () => {
      const server = await start({ script: { answer } });
      const { status, headers, text, error } = await ask(server, WITH_USAGE, CHAT).seen;
      expect([status, error]).to.deep.equal([200, undefined]);
      expect(headers).to.include({ 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_1' });
      expect(text).to.equal(written(answer.chunks));
    });

    for (const stream_options of [undefined, null, {}, { include_usage: false }, { include_usage: 'true' }]) {
      it(`has no usage where stream_options is ${JSON.stringify(stream_options)}`, async () => {
        const server = await start({ script: { answer } });
        const { text } = await ask(server, { stream: true, stream_options }, CHAT).seen;
        expect(text).to.equal(written(withoutUsage(answer)));
        expect(text).not.to.contain('prompt_tokens');
      });
    }

    it('has the same bytes when cut into bytes', async () => {
      const server = await start({ script: { answer, cut: 3 } });
      expect((await ask(server, WITH_USAGE, CHAT).seen).text).to.equal(written(answer.chunks));
    });

    it('carries the headers of the script', async () => {
      const server = await start({ script: { answer, headers: { 'x-extra': 'yes' } } });
      expect((await ask(server, WITH_USAGE, CHAT).seen).headers).to.include({ 'x-extra': 'yes' });
    });

    it('quotes the question when a script has no answer', async () => {
      const body = { model: 'm', messages: [{ role: 'user', content: 'Why?' }] };
      const { text } = await ask(await start(), body, CHAT).seen;
      expect(text).to.contain('You asked: “Why?”').and.to.contain('"model":"m"').and.to.contain('"id":"chatcmpl-1"');
    });

    it('keeps to the pace between tokens', async () => {
      const server = await start({ script: { answer, pace: { tokensPerSecond: 1e-6 } } });
      const client = ask(server, WITH_USAGE, CHAT);
      const text = await client.until('"Hello"');
      expect(text).not.to.contain('" there"');
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });

    it('counts text, reasoning and arguments as tokens, and nothing else', () => {
      const thought = reasoningAnswer({ summary: 'S', reasoning: 'Hm', text: 'Yes' });
      expect(tokensOf({ answer: thought }).join()).to.match(
        /^[^\n]*"reasoning_content":"Hm"[^\n]*"content":"Yes"[^\n]*$/,
      );
      expect(tokensOf({ answer: thought })).to.have.length(2);
      const calls = toolCallAnswer([
        { name: 'f', arguments: {} },
        { name: 'g', arguments: {} },
      ]);
      expect(tokensOf({ answer: calls })).to.have.length(4);
      expect(tokensOf({ answer: textAnswer('') })).to.deep.equal([]);
    });
  });

  describe('an answer of one’s own', () => {
    const chunks = [
      { choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }], usage: { a: 1 } },
      { b: 2 },
    ];

    it('is played as it is, whatever its chunks are', async () => {
      const server = await start({ script: { answer: { frames: [], chunks } } });
      expect((await ask(server, { stream: true }, CHAT).seen).text).to.equal(written(chunks));
    });

    it('may have no chunks at all', async () => {
      const server = await start({ script: { answer: { frames: [], chunks: [] } } });
      expect((await ask(server, { stream: true }, CHAT).seen).text).to.equal('data: [DONE]\n\n');
    });

    for (const stream of [true, false]) {
      it(`is a 500 that says what to give where it has frames only and stream is ${stream}`, async () => {
        const server = await start({ script: { answer: { frames: answer.frames } } });
        const { status, text } = await ask(server, { stream }, CHAT).seen;
        expect(status).to.equal(500);
        expect(JSON.parse(text)).to.deep.equal({
          error: {
            message:
              'The script failed: the answer has no chunks for Chat Completions; set `chunks` in addition to `frames`',
            type: 'server_error',
            code: 'script_failed',
            param: null,
          },
        });
      });
    }
  });

  describe('an answer to a request without stream: true', () => {
    for (const body of [{}, { stream: false }, { stream: 'true' }, { stream: null }]) {
      it(`is one completion for ${JSON.stringify(body)}, with its usage`, async () => {
        const server = await start({ script: { answer } });
        const { status, headers, text } = await ask(server, body, CHAT).seen;
        expect(status).to.equal(200);
        expect(headers).to.include({ 'content-type': 'application/json' });
        expect(JSON.parse(text)).to.nested.include({
          object: 'chat.completion',
          'choices[0].message.content': 'Hello there',
          'choices[0].finish_reason': 'stop',
          'usage.completion_tokens': 2,
        });
      });
    }

    it('says how far it came where it is incomplete', async () => {
      const server = await start({ script: { answer, fault: { type: 'incomplete', after: 2, reason: 'length' } } });
      expect(JSON.parse((await ask(server, {}, CHAT).seen).text)).to.nested.include({
        id: 'chatcmpl-1',
        'choices[0].message.content': 'Hello',
        'choices[0].finish_reason': 'length',
        'usage.completion_tokens': 2,
      });
    });

    for (const type of ['error_event', 'response_failed'] as const) {
      it(`is an error object in a 200 for ${type}`, async () => {
        const error = { code: 'slow_down', message: 'Oh' };
        const server = await start({ script: { answer, fault: { type, after: 1, error } } });
        const { status, text, error: code } = await ask(server, {}, CHAT).seen;
        expect([status, code]).to.deep.equal([200, undefined]);
        expect(JSON.parse(text)).to.deep.equal({ error });
      });
    }

    it('is half a JSON text for truncate', async () => {
      const server = await start({ script: { answer, fault: { type: 'truncate', after: 1 } } });
      const { text } = await ask(server, {}, CHAT).seen;
      expect(text).to.match(/^\{"id"/);
      expect(() => void JSON.parse(text)).to.throw(SyntaxError);
    });
  });

  it('takes head faults as elsewhere', async () => {
    const server = await start({ script: { fault: { type: 'status', status: 503, body: 'busy' } } });
    expect(await ask(server, WITH_USAGE, CHAT).seen).to.include({ status: 503, text: 'busy' });
  });

  it('takes a POST with the right key only', async () => {
    const server = await start({ apiKey: 'sk-right' });
    expect(await ask(server, {}, CHAT).seen).to.include({ status: 401 });
    expect(await ask(server, {}, { ...CHAT, method: 'GET' }).seen).to.include({ status: 405 });
    const headers = { authorization: 'Bearer sk-right' };
    expect(await ask(server, {}, { ...CHAT, headers }).seen).to.include({ status: 200 });
  });
});
