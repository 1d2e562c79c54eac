import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { isApiError } from '../../../lib/index.js';
import { pageOf } from '../../../lib/server/endpoints/inputItemsPage.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { errorOf } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';

describe('kept responses of a ScriptedServer', () => {
  const using = useServer();
  const client = () => clientOf(using.server);
  const store = async () => {
    using.server.enqueue({ answer: textAnswer('Hello', { id: 'resp_7' }) });
    await lastValueFrom(client().streamPrompt('m', 'Say hello', { background: true }));
  };
  const statusOf = async (id: string) => {
    const error = await errorOf(client().retrieve(id));
    return isApiError(error) ? error.status : undefined;
  };

  it('are retrieved, also those of a request with store', async () => {
    using.server.enqueue({ answer: textAnswer('Hello', { id: 'resp_8' }) });
    await lastValueFrom(client().streamPrompt('m', 'Say hello', { storeOverride: true }));
    expect(await lastValueFrom(client().retrieve('resp_8'))).to.include({ id: 'resp_8', status: 'completed' });
  });

  it('have the status cancelled once they were cancelled', async () => {
    await store();
    expect(await lastValueFrom(client().cancel('resp_7'))).to.include({ id: 'resp_7', status: 'cancelled' });
    expect(await lastValueFrom(client().retrieve('resp_7'))).to.include({ status: 'cancelled' });
    expect(await errorOf(client().resumeStream('resp_7'))).to.include({ type: 'stream', reason: 'cancelled' });
  });

  it('are gone once they were deleted', async () => {
    await store();
    expect(await lastValueFrom(client().delete('resp_7'))).to.equal(true);
    expect(await statusOf('resp_7')).to.equal(404);
  });

  it('are not known by another id', async () => {
    await store();
    expect(await statusOf('resp_9')).to.equal(404);
    expect(await errorOf(client().cancel('resp_9'))).to.include({ status: 404 });
  });

  it('have the items of their request', async () => {
    await store();
    const pages = await lastValueFrom(client().inputItems('resp_7').pipe(toArray()));
    const item = pages.flat()[0];
    expect(item).to.deep.include({ type: 'message', content: [{ type: 'input_text', text: 'Say hello' }] });
  });

  it('have their items in pages, in either order', () => {
    const input = ['a', 'b', 'c'].map((id) => ({ type: 'reasoning', id, summary: [] }));
    const page = { object: 'list', first_id: 'a', last_id: 'b', has_more: true };
    expect(pageOf(input, { order: 'asc', limit: '2' })).to.deep.include(page);
    expect(pageOf(input, { order: 'asc', limit: '2', after: 'b' })).to.deep.include({ last_id: 'c', has_more: false });
    expect(pageOf(input, {})).to.deep.include({ first_id: 'c', last_id: 'a', has_more: false });
    expect(pageOf([], {})).to.deep.include({ data: [], first_id: null, has_more: false });
  });

  it('count the tokens of a request', async () => {
    expect(await lastValueFrom(client().countInputTokens('m', 'one two three'))).to.be.greaterThan(2);
    using.server.enqueue({ json: { input_tokens: 41 } });
    expect(await lastValueFrom(client().countInputTokens('m', 'one two three'))).to.equal(41);
  });
});
