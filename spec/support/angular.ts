import '@angular/compiler'; // the packages of Angular are published half compiled
import { provideZonelessChangeDetection, type EnvironmentProviders, type Provider } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { useDom } from './dom.js';

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
