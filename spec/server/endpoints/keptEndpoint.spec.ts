import { expect } from 'chai';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { keptPath } from '../../../lib/server/endpoints/keptEndpoint.js';
import type { Fault, Script } from '../../../lib/server/script/Script.js';
import { useServer } from '../../support/scripted.js';

const answer = textAnswer('One two');
const { frames } = answer;
const failure = { code: 'server_error', message: 'broken' };

describe('keptPath', () => {
  it('reads the id out of a path, and out of no other path', () => {
    expect(keptPath('/v1/responses/resp_1')).to.deep.equal({ id: 'resp_1', action: 'response' });
    expect(keptPath('/v1/responses/a%2Fb/cancel')).to.deep.equal({ id: 'a/b', action: 'cancel' });
    expect(keptPath('/v1/responses/a/input_items')).to.deep.equal({ id: 'a', action: 'input_items' });
    for (const path of ['/v1/responses', '/v1/responses/', '/v1/responses/a/b', '/v1/models/a', '/v1/responses/%'])
      expect(keptPath(path), path).to.equal(undefined);
  });
});

describe('GET /v1/responses/{id}', () => {
  const using = useServer();

  const ask = async (body: object, script: Script = {}) => {
    using.server.enqueue({ answer, ...script });
    const asked = await fetch(`${using.server.baseUrl}/responses`, { method: 'POST', body: JSON.stringify(body) });
    await asked.text().catch(() => 'cut off');
  };
  const get = (end: string, init?: RequestInit) => fetch(`${using.server.baseUrl}/responses/${end}`, init);
  const numbersIn = async (end: string): Promise<readonly number[]> =>
    [...(await (await get(end)).text()).matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => Number(number));
  const all = frames.map((_, number) => number);

  for (const fault of [undefined, { type: 'reset_mid_body', after: 2 }, { type: 'truncate', after: 2 }] as const)
    it(`streams a background response to its end, after ${fault?.type ?? 'no fault'}`, async () => {
      await ask({ stream: true, background: true }, { fault });
      const whole = await get('resp_1?stream=true');
      expect(whole.headers.get('content-type')).to.match(/^text\/event-stream/);
      expect(whole.headers.get('openai-model')).to.equal('scripted');
      await whole.text();
      expect(await numbersIn('resp_1?stream=true')).to.deep.equal(all);
      expect(await numbersIn('resp_1?stream=true&starting_after=3')).to.deep.equal(all.slice(4));
      expect(await numbersIn(`resp_1?stream=true&starting_after=${all.length - 1}`)).to.deep.equal([]);
      expect(await numbersIn('resp_1?stream=true&starting_after=1000')).to.deep.equal(all);
    });

  const settled: readonly [string, Fault][] = [
    ['failed', { type: 'response_failed', after: 4, error: failure }],
    ['incomplete', { type: 'incomplete', after: 4, reason: 'max_output_tokens' }],
  ];
  for (const [status, fault] of settled)
    it(`tells that a response is ${status}`, async () => {
      await ask({ stream: true, background: true }, { fault });
      expect(await numbersIn('resp_1?stream=true')).to.deep.equal([0, 1, 2, 3, 4]);
      expect(await (await get('resp_1')).json()).to.include({ status });
    });

  it('gives the response as one object where no stream is asked for', async () => {
    await ask({ background: true });
    expect(await (await get('resp_1')).json()).to.deep.equal(frames.at(-1)?.['response']);
  });

  it('plays the script of its own request on the frames that are sent', async () => {
    await ask({ stream: true, background: true });
    using.server.enqueue({ fault: { type: 'truncate', after: 2 } }, { fault: { type: 'status', status: 503 } });
    expect(await numbersIn('resp_1?stream=true&starting_after=3')).to.deep.equal([4, 5]);
    expect((await get('resp_1?stream=true')).status).to.equal(503);
  });

  it('does not know a response that it was not requested to keep, and takes no script for it', async () => {
    await ask({ stream: true, store: false });
    using.server.enqueue({ fault: { type: 'status', status: 503 } });
    const missing = await get('resp_1');
    expect(missing.status).to.equal(404);
    expect(await missing.json()).to.deep.include({
      error: {
        message: 'Response with id "resp_1" not found.',
        type: 'invalid_request_error',
        code: 'response_not_found',
        param: null,
      },
    });
    expect((await get('', { method: 'POST', body: '{}' })).status).to.equal(404);
  });

  it('takes no other method than GET', async () => {
    await ask({ stream: true, background: true });
    const refused = await get('resp_1', { method: 'POST', body: '{}' });
    expect(refused.status).to.equal(405);
    expect(refused.headers.get('allow')).to.equal('GET');
  });
});
