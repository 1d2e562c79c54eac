// A browser's globals, which React looks for when it is imported, and the compiler of Angular, for nothing is built.
import '@angular/compiler';
import { getTestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { GlobalRegistrator } from '@happy-dom/global-registrator';
import type { RootHookObject } from 'mocha';

GlobalRegistrator.register();
getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting());

export const mochaHooks: RootHookObject = {
  afterEach() {
    getTestBed().resetTestingModule();
  },
};
