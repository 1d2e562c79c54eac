// Renders a page as a server does, and prints it. A process of its own: Angular keeps the first document of a process.
import '@angular/compiler'; // the packages of Angular are published half compiled
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { answerResource, provideCodexRx } from '../../lib/angular/index.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import { ScriptedServer } from '../../lib/server/ScriptedServer.js';

class Page {
  protected readonly answer = answerResource({ params: () => 'Hi' });
}
// Called, not written as a decorator: the tests are compiled without the compiler of Angular.
Component({ selector: 'app-page', template: `<p>{{ answer.value()?.text }}</p>` })(Page);

const server = await new ScriptedServer({ script: { answer: textAnswer('Hello there') } }).listen();
const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl: server.baseUrl }) });
const providers = [
  provideServerRendering(),
  provideZonelessChangeDetection(),
  provideCodexRx(() => ({ ask: (input) => client.streamPrompt('m', { input }) })),
];
const html = await renderApplication(
  (context: BootstrapContext) => bootstrapApplication(Page, { providers }, context),
  {
    document: '<html><head></head><body><app-page></app-page></body></html>',
    url: 'http://page.test/',
    allowedHosts: ['page.test'],
  },
);
await server.close();
console.log(JSON.stringify({ html, requests: server.requests.length }));
