import '@angular/compiler'; // the packages of Angular are published half compiled
import { provideZonelessChangeDetection, type EnvironmentProviders, type Provider } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { of, type Observable } from 'rxjs';
import { provideCodexRx } from '../../../lib/angular/index.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { useDom } from './dom.js';
import { virtualClient } from '../virtualClient.js';

/** A test bed without zones for each test of a suite. */
export const useTestBed = (): void => {
  useDom();
  before(() => getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting()));
  afterEach(() => TestBed.resetTestingModule());
  after(() => getTestBed().resetTestEnvironment());
};

/** Configures the test bed with providers, and with change detection without zones. */
export const provide = (...providers: readonly (Provider | EnvironmentProviders)[]): void =>
  void TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), ...providers] });

/** Provides a connection whose requests are answered with the bodies, one after the other. Failures are not retried. */
export const connect = (...bodies: readonly Observable<Uint8Array>[]): void => {
  const transport = virtualTransport(...bodies.map((body) => of(response(body))));
  const client = virtualClient(transport, { retry: { maxAttempts: 1 } });
  provide(provideCodexRx(() => ({ ask: (input) => client.streamPrompt('m', { input }) })));
};
