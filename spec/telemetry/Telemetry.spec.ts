import { expect } from 'chai';
import { notify } from '../../lib/telemetry/Telemetry.js';

describe('notify', () => {
  it('calls the hook once', () => {
    let calls = 0;
    notify(() => {
      calls += 1;
    });
    expect(calls).to.equal(1);
  });

  it('drops what a hook throws', () => {
    const failing = () => {
      throw new Error('the hook is broken');
    };
    expect(() => notify(failing)).not.to.throw();
  });

  it('drops what an async hook rejects with', async () => {
    notify(() => Promise.reject(new Error('the hook is broken'))); // the root hook fails the test if it stays unhandled
    await new Promise((resolve) => setImmediate(resolve));
  });
});
