import { expect } from 'chai';
import { ask, useServers } from '../rawClient.js';

const ORIGIN = 'http://page.test';
const NOTHING = new Uint8Array();
const preflight = {
  path: '/responses',
  method: 'OPTIONS',
  headers: {
    origin: ORIGIN,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
};

describe('server/cors', () => {
  const start = useServers();

  it('allows a page what its browser asks for, the key included', async () => {
    const server = await start({ apiKey: 'the-key', origins: [ORIGIN] });
    const { status, headers } = await ask(server, NOTHING, preflight).seen;
    expect(status).to.equal(204);
    expect(headers).to.include({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
    });
  });

  it('neither records a preflight nor spends a script on it', async () => {
    const server = await start({ origins: [ORIGIN] });
    server.enqueue({ fault: { type: 'status', status: 503 } });
    await ask(server, NOTHING, preflight).seen;
    expect(server.requests).to.have.length(0);
    expect((await ask(server).seen).status).to.equal(503);
  });

  it('lets a page read answers and faults, with all of their headers', async () => {
    const server = await start({ origins: [ORIGIN] });
    server.enqueue({}, { fault: { type: 'status', status: 429, headers: { 'retry-after': '3' } } });
    for (const status of [200, 429]) {
      const seen = await ask(server, undefined, { headers: { origin: ORIGIN } }).seen;
      expect(seen.status).to.equal(status);
      expect(seen.headers).to.include({
        'access-control-allow-origin': ORIGIN,
        'access-control-expose-headers': '*',
        vary: 'origin',
      });
    }
  });

  it('lets a page read why it was refused', async () => {
    const server = await start({ apiKey: 'the-key', origins: [ORIGIN] });
    const { status, headers } = await ask(server, undefined, { headers: { origin: ORIGIN } }).seen;
    expect(status).to.equal(401);
    expect(headers).to.include({ 'access-control-allow-origin': ORIGIN });
  });

  it('says nothing of origins to clients that have none', async () => {
    const { headers } = await ask(await start()).seen;
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'vary')).to.deep.equal(
      [],
    );
  });

  it('takes an OPTIONS that is no preflight for a wrong method', async () => {
    const { status } = await ask(await start(), NOTHING, { method: 'OPTIONS' }).seen;
    expect(status).to.equal(405);
  });
});
