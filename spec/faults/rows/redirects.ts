import { expect } from 'chai';
import { fails, type Fault, type Faults } from '../Fault.js';

/** Whatever the redirect, one request and no other: the prompt and the key stay where they were sent. */
const redirect = (status: string, location: string, names: RegExp): Fault => ({
  play: (exchange) => exchange.reply(status, '', { location }),
  expect: fails(`http ${status.slice(0, 3)}`, {
    says: /the prompt and the key would be sent there/,
    check: ({ error, server }) => {
      expect(error?.message).to.match(names);
      expect(server.connections).to.equal(1);
    },
  }),
});

// A port where nobody listens would do: nothing may be sent there. That nothing is, `leak` shows with a listener.
const ELSEWHERE = 'http://127.0.0.1:9/stolen?token=1';
const toElsewhere = (status: string): Fault => redirect(status, ELSEWHERE, /redirect to http:\/\/127\.0\.0\.1:9 not/);

/** Redirects, none of which is followed. */
export const redirects: Faults = {
  '301-cross-origin': toElsewhere('301 Moved Permanently'),
  '302-cross-origin': toElsewhere('302 Found'),
  '303-cross-origin': toElsewhere('303 See Other'),
  '307-cross-origin': toElsewhere('307 Temporary Redirect'),
  '308-cross-origin': toElsewhere('308 Permanent Redirect'),
  '307-same-origin': redirect('307 Temporary Redirect', '/v2/responses', /redirect to http:\/\/127\.0\.0\.1:\d+ not/),
  '302-same-origin': redirect('302 Found', '/v2/responses', /redirect to http:\/\/127\.0\.0\.1:\d+ not/),
  'redirect-loop': redirect('307 Temporary Redirect', '', /redirect to http:\/\/127\.0\.0\.1:\d+ not/),
  'redirect-to-file': redirect('307 Temporary Redirect', 'file:///etc/passwd', /redirect to (null|file:)/),
};
