import { expect } from 'chai';
import { completes, fails, type Check, type Expectation, type Fault, type Faults } from '../Fault.js';
import { wholeOf } from '../wires.js';

type Headers = Readonly<Record<string, string>>;
type MakeHeaders = () => Headers;

const LIMITED = JSON.stringify({ error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } });
const STATUS = '429 Too Many Requests';

/** Says 429 once, and then answers. */
const once = (headers: Headers | MakeHeaders, delays: Expectation['delays']): Fault => ({
  play: (exchange, wire) =>
    exchange.attempt === 0
      ? exchange.reply(STATUS, LIMITED, typeof headers === 'function' ? headers() : headers)
      : exchange.stream(wholeOf(wire)),
  expect: completes({ requests: 2, ...(delays === undefined ? {} : { delays }) }),
});

/** Says 429 and means it. */
const forGood = (headers: Headers, body: object | string, more: Partial<Expectation> = {}): Fault => ({
  play: (exchange) => exchange.reply(STATUS, typeof body === 'string' ? body : JSON.stringify(body), headers),
  expect: fails('http 429', more),
});

const asks =
  (delay: number): Check =>
  ({ error }) =>
    expect(error).to.include({ delay });

const inSeconds = (seconds: number, from = Date.now()): string => new Date(from + seconds * 1000).toUTCString();
const HOUR = 3_600_000;
const BACK_OFF = [10] as const;

/** Rate limits: waits that are asked for are kept, and nothing that is no number makes one. */
export const limits: Faults = {
  '429-none': once({}, BACK_OFF),
  '429-retry-after-s': once({ 'retry-after': '1' }, [1000]),
  '429-retry-after-float': once({ 'retry-after': '0.25' }, [250]),
  '429-retry-after-0': once({ 'retry-after': '0' }, [0]),
  '429-retry-after-ms': once({ 'retry-after-ms': '150' }, [150]),
  '429-retry-after-both': once({ 'retry-after-ms': '150', 'retry-after': '30' }, [150]),
  // A date has whole seconds: up to one less than meant.
  '429-retry-after-date': once(() => ({ 'retry-after': inSeconds(2) }), [[900, 2000]]),
  '429-retry-after-date-past': once({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, [0]),
  '429-retry-after-date-server-clock-skew': once(
    () => ({ date: inSeconds(0, Date.now() + HOUR), 'retry-after': inSeconds(1, Date.now() + HOUR) }),
    [1000],
  ),
  '429-retry-after-negative': once({ 'retry-after': '-5' }, BACK_OFF),
  '429-retry-after-garbage': once({ 'retry-after': 'soon' }, BACK_OFF),
  '429-retry-after-digits-prefix': once({ 'retry-after': '10 Oct 2099 00:00:00 GMT' }, BACK_OFF),
  '429-retry-after-list': once({ 'retry-after': '1, 120' }, BACK_OFF),
  '429-retry-after-huge': forGood({ 'retry-after': '86400' }, LIMITED, { check: asks(86_400_000) }),
  '429-retry-after-overflow': forGood({ 'retry-after': '4294967297' }, LIMITED, { check: asks(4_294_967_297_000) }),
  '429-retry-after-infinity': once({ 'retry-after': 'Infinity' }, BACK_OFF),
  '429-should-retry-false': forGood({ 'x-should-retry': 'false' }, LIMITED),
  '429-always': forGood({ 'retry-after-ms': '10', 'x-ratelimit-remaining-requests': '0' }, LIMITED, {
    requests: 3,
    delays: [10, 10],
    check: ({ error }) => expect(error).to.have.nested.property('error.headers.x-ratelimit-remaining-requests', '0'),
  }),
  '429-insufficient-quota': forGood({}, { error: { message: 'no credit', code: 'insufficient_quota' } }),
  '429-usage-limit-reached': forGood(
    {},
    { error: { message: 'The usage limit has been reached', type: 'usage_limit_reached', resets_at: 1_800_000_000 } },
    { check: ({ error }) => expect(error).to.have.nested.property('error.body').that.contains('1800000000') },
  ),
  '429-message-hint': {
    play: (exchange, wire) =>
      exchange.attempt === 0
        ? exchange.reply(STATUS, JSON.stringify({ error: { message: 'Please try again in 0.3s' } }))
        : exchange.stream(wholeOf(wire)),
    expect: completes({ requests: 2, delays: [300] }),
  },
  'rate-limit-headers': {
    play: (exchange, wire) =>
      exchange.stream(wholeOf(wire), {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-reset-requests': '6m0s',
        'x-codex-primary-used-percent': '12.5',
        'x-codex-primary-window-minutes': '300',
        'x-codex-secondary-used-percent': 'a lot',
      }),
    expect: completes({
      check: ({ events }) => {
        const snapshots = events.flatMap((event) => (event.type === 'rate_limits' ? [event.snapshot] : []));
        expect(snapshots).to.have.length(1);
        expect(snapshots[0]).to.have.nested.property('primary.used_percent', 12.5);
      },
    }),
  },
};
