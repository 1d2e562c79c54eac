import { expect } from 'chai';
import { identity } from 'rxjs';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { beginCall, mergeTelemetry } from '../../lib/telemetry/mergeTelemetry.js';
import type { CallTelemetry, Telemetry } from '../../lib/telemetry/Telemetry.js';
import { callReport } from '../support/telemetry/callReport.js';

const retry = { retry: 1, delay: 5, error: apiError({ type: 'server_overloaded' }) };

describe('mergeTelemetry', () => {
  it('calls every listener with everything, in order', () => {
    const told: string[] = [];
    const listener = (name: string): Telemetry => ({
      onRetry: ({ delay }) => told.push(`${name} ${delay}`),
      onCall: ({ provider }) => {
        told.push(`${name} ${provider}`);
        return { onEnd: ({ outcome }) => told.push(`${name} ${outcome}`) };
      },
    });
    const merged = mergeTelemetry(listener('one'), listener('two'));
    merged.onRetry?.(retry);
    merged.onCall?.(callReport)?.onEnd?.({ outcome: 'cancelled', duration: 1 });
    expect(told).to.deep.equal(['one 5', 'two 5', 'one p', 'two p', 'one cancelled', 'two cancelled']);
  });

  const SHARED = [
    'onRequest',
    'onRetry',
    'onSsePoll',
    'onSkipped',
    'onWsRequest',
    'onWsPoll',
    'onDemand',
    'onDrain',
  ] as const satisfies readonly (keyof CallTelemetry & keyof Telemetry)[];
  for (const [owner, names] of [
    ['a call', [...SHARED, 'onEvent', 'onEnd']],
    ['a client', [...SHARED, 'onFailOver']],
  ] as const)
    for (const name of names)
      it(`passes ${name} of ${owner} on to every listener that has it, and to no other one`, () => {
        const told: unknown[] = [];
        const report = {};
        const hooks = (which: string) => ({ [name]: (given: unknown) => void told.push([which, given]) });
        const listener = (which: string): Telemetry =>
          owner === 'a call' ? { onCall: () => hooks(which) } : hooks(which);
        const merged = mergeTelemetry(listener('one'), {}, listener('two'));
        const hook: unknown = Reflect.get((owner === 'a call' ? merged.onCall?.(callReport) : merged) ?? {}, name);
        if (typeof hook !== 'function') return expect.fail('there is no such hook');
        Reflect.apply(hook, undefined, [report]);
        expect(told).to.deep.equal([
          ['one', report],
          ['two', report],
        ]);
      });

  it('calls every listener with agents and tools, and keeps one that throws from the others', () => {
    const ends: string[] = [];
    const listener = (name: string): Telemetry => ({
      onAgent: () => ({ onEnd: ({ outcome }) => ends.push(`${name}: agent ${outcome}`) }),
      onTool: () => ({ onEnd: ({ outcome }) => ends.push(`${name}: tool ${outcome}`) }),
    });
    const throwing: Telemetry = {
      onAgent: () => {
        throw new Error('broken');
      },
      onTool: () => ({
        onEnd: () => {
          throw new Error('broken');
        },
      }),
    };
    const merged = mergeTelemetry(throwing, listener('one'), listener('two'));
    merged.onAgent?.({ kind: 'loop', input: [], redact: (text) => text })?.onEnd?.({ outcome: 'failed', duration: 1 });
    merged
      .onTool?.({ name: 'f', callId: 'c', input: '', redact: identity })
      ?.onEnd?.({ outcome: 'completed', duration: 1 });
    expect(ends).to.deep.equal([
      'one: agent failed',
      'two: agent failed',
      'one: tool completed',
      'two: tool completed',
    ]);
  });

  it('has no hook where no listener has one: then nothing is measured', () => {
    const { onRetry, ...others } = mergeTelemetry({ onRetry: () => undefined }, {});
    expect(onRetry).to.be.a('function');
    expect(Object.values(others).filter((hook) => hook !== undefined)).to.deep.equal([]);
  });

  it('keeps one listener that throws from the others', () => {
    const told: string[] = [];
    const throwing: Telemetry = {
      onRetry: () => {
        throw new Error('broken');
      },
      onCall: () => {
        throw new Error('broken');
      },
    };
    const merged = mergeTelemetry(throwing, {
      onRetry: () => told.push('retry'),
      onCall: () => ({ onEnd: () => told.push('end') }),
    });
    merged.onRetry?.(retry);
    merged.onCall?.(callReport)?.onEnd?.({ outcome: 'cancelled', duration: 1 });
    expect(told).to.deep.equal(['retry', 'end']);
  });

  it('calls the hooks of an object on that object', () => {
    class Counter implements Telemetry {
      retries = 0;
      onRetry = () => {
        this.retries++;
      };
      onCall(): CallTelemetry {
        return {
          onEnd: () => {
            this.retries--;
          },
        };
      }
    }
    const counter = new Counter();
    const merged = mergeTelemetry(counter);
    merged.onRetry?.(retry);
    merged.onRetry?.(retry);
    merged.onCall?.(callReport)?.onEnd?.({ outcome: 'cancelled', duration: 1 });
    expect(counter.retries).to.equal(1);
  });

  it('puts the context of the first listener around that of the second', () => {
    const told: string[] = [];
    const around = (name: string): Telemetry => ({
      onCall: () => ({
        within: (subscribe) => {
          told.push(`${name} begins`);
          subscribe();
          told.push(`${name} ends`);
        },
      }),
    });
    mergeTelemetry(around('one'), {}, around('two'))
      .onCall?.(callReport)
      ?.within?.(() => told.push('subscribed'));
    expect(told).to.deep.equal(['one begins', 'two begins', 'subscribed', 'two ends', 'one ends']);
  });
});

describe('beginCall', () => {
  it('calls the hooks of the client and those of the call', () => {
    const told: string[] = [];
    const call = beginCall(
      {
        onRetry: () => told.push('client'),
        onCall: () => ({ onRetry: () => told.push('call') }),
      },
      callReport,
    );
    call.onRetry?.(retry);
    expect(told).to.deep.equal(['client', 'call']);
  });
});
