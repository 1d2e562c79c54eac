import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { accumulate, adviceFor, coalesce, ResponsesClient, retryAnswer } from 'codex-rx';
import { Subject, switchMap, takeUntil } from 'rxjs';

/**
 * Streams an answer to what is asked; asking again cancels it. Provide the client once, for the application:
 * `{ provide: ResponsesClient, useFactory: () => new ResponsesClient({ provider, auth }) }`.
 */
@Component({
  selector: 'app-answer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="ask($event, prompt.value)">
      <input #prompt aria-label="Prompt" />
      <button type="submit">Ask</button>
      <button type="button" (click)="stop()">Stop</button>
    </form>
    @if (answer(); as answer) {
      <p aria-live="polite" [attr.aria-busy]="answer.status === 'streaming'">{{ answer.text }}</p>
      @switch (answer.status) {
        @case ('waiting') {
          <small>Thinking …</small>
        }
        @case ('retrying') {
          <small>Asking again ({{ answer.retry?.attempt }} of {{ answer.retry?.max }}) …</small>
        }
        @case ('stopped') {
          <small>Stopped.</small>
        }
        @case ('failed') {
          <small role="alert">{{ answer.error && adviceFor(answer.error) }}</small>
        }
      }
    }
  `,
})
export class AnswerComponent {
  private readonly client = inject(ResponsesClient);
  private readonly asked = new Subject<string>();
  private readonly stopped = new Subject<void>();
  protected readonly adviceFor = adviceFor;

  // toSignal unsubscribes when the component is destroyed, and that closes the socket.
  protected readonly answer = toSignal(
    this.asked.pipe(
      switchMap((prompt) =>
        this.client.streamPrompt('gpt-5.1', prompt).pipe(
          retryAnswer({ maxRetries: 2 }),
          takeUntil(this.stopped), // below retryAnswer: it ends a wait too; above accumulate: the last snapshot says so
          accumulate(),
          coalesce(),
        ),
      ),
    ),
  );

  protected ask(event: SubmitEvent, prompt: string): void {
    event.preventDefault();
    this.asked.next(prompt);
  }

  protected stop(): void {
    this.stopped.next();
  }
}
