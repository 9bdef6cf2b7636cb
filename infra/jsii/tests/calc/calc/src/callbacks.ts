import { IDice } from './interfaces';
import { Colour } from './everything';

/** Asynchronous methods, to override. */
export class Courier {
  /** Uses two methods that may be overridden. */
  public async deliver(): Promise<number> {
    return (await this.carry(10)) + this.fee() + (await this.tip());
  }

  /** May be overridden. */
  public async carry(weight: number): Promise<number> {
    return Promise.resolve(7 * weight);
  }

  /** May be overridden too. */
  public async tip(): Promise<number> {
    return Promise.resolve(0);
  }

  /** Is not asynchronous. */
  public fee(): number {
    return 3;
  }

  /** Begins only when the event loop has turned. */
  public async deliverLater(): Promise<number> {
    return new Promise<number>((ok, ko) => {
      setImmediate(() => void this.deliver().then(ok, ko));
    });
  }

  /** Gives nothing. */
  public async rest(): Promise<void> {
    return Promise.resolve();
  }

  /** Never gives anything. */
  public async stall(): Promise<void> {
    return new Promise<void>(() => undefined);
  }

  /** Fails. */
  public async lose(): Promise<number> {
    return Promise.reject(new Error('the parcel is lost'));
  }
}

/** Methods and properties, to override. */
export class Actor {
  /** May be overridden. */
  public part = 'Hamlet';

  /** Is only read. */
  public readonly company: string = 'The Globe';

  private lines = '';

  /** A property behind functions. */
  public get script(): string {
    return this.lines;
  }

  public set script(value: string) {
    this.lines = value;
  }

  /** May be overridden. */
  public play(times: number): number {
    return 2 * times;
  }

  /** Calls what may be overridden. */
  public perform(): number {
    return this.play(10);
  }

  /** Calls what may be overridden when read, and when written. */
  public get performance(): number {
    return this.play(10);
  }

  public set performance(times: number) {
    this.play(times);
  }

  /** Calls what may be overridden within an asynchronous method. */
  public async rehearse(): Promise<number> {
    return Promise.resolve(this.play(10));
  }

  /** Reads what may be overridden. */
  public readPart(): string {
    return this.part;
  }

  /** Writes what may be overridden. */
  public writePart(value: string): void {
    this.part = value;
  }

  /** What an override threw, as JavaScript caught it. */
  public whatWentWrong(): string {
    try {
      return `nothing: ${this.play(1)}`;
    } catch (error: any) {
      return error.message;
    }
  }
}

/** Members that only those who derive from it see. */
export class Shy {
  protected readonly quiet: string = 'Ba';
  protected loud = 'zaar';

  /** Uses what is protected. */
  public speak(): string {
    return this.think();
  }

  /** Writes what is protected. */
  public shout(): void {
    this.loud = 'zoom';
  }

  protected think(): string {
    return this.quiet + this.loud;
  }
}

/** Members that nobody else sees. */
export class Secretive {
  private secretProperty = 'own property';

  /** What a private method gives. */
  public secretMethodValue(): string {
    return this.secretMethod();
  }

  /** What a private property holds. */
  public secretPropertyValue(): string {
    return this.secretProperty;
  }

  /** Changes a private property. */
  public changeSecretProperty(value: string): void {
    this.secretProperty = value;
  }

  private secretMethod(): string {
    return 'own method';
  }
}

/** Abstract members, all of which must be implemented. */
export abstract class Workshop {
  protected abstract label: string;

  protected abstract wrap(text: string): string;

  /** Uses all of them. */
  public make(text: string): string {
    this.label = text;
    return this.wrap(this.label);
  }
}

/** Is given an object while that is still being made. */
export abstract class Midwife {
  /** Receives an object, a date and a member of an enum. */
  public abstract receive(child: Newborn, at: Date, colour: Colour): string;
}

/** Passes itself out of its constructor. */
export class Newborn {
  public constructor(midwife: Midwife) {
    const said = midwife.receive(this, new Date(0), Colour.GREEN);
    if (said !== 'welcome') {
      throw new Error(`"welcome" was expected, not "${said}"`);
    }
  }
}

/** Passes maps to what may be overridden. */
export class Renderer {
  /** Renders a struct as a map. */
  public render(): string {
    return this.renderTable({ count: 42, text: 'answer' });
  }

  /** May be overridden. */
  public renderTable(table: { [key: string]: any }): string {
    return JSON.stringify(table);
  }
}

/** Tells the time as text. */
export interface IClock {
  /** A date in ISO 8601, which is a text all the same. */
  now(): string;
}

/** Passes a text that looks like a date through what may be overridden. */
export abstract class Echo {
  public constructor(private readonly clock: IClock) {}

  /** Asks the clock, and has it repeated. */
  public ask(): string {
    const now = this.clock.now() as unknown;
    if (typeof now !== 'string') {
      throw new Error(`the clock gave a ${typeof now}`);
    }
    const said = this.repeat(now) as unknown;
    if (typeof said !== 'string') {
      throw new Error(`the echo gave a ${typeof said}`);
    }
    return said;
  }

  /** Repeats. */
  public abstract repeat(text: string): string;
}

/** Calls back with an object behind an interface. */
export abstract class Gambler {
  /** Throws a die of its own. */
  public gamble(): number {
    return this.roll({ next: () => 4 });
  }

  /** Is given the die. */
  protected abstract roll(dice: IDice): number;
}

/** Calls back again and again. */
export class Nest {
  /** Calls the dice so many times, adding up. */
  public sum(dice: IDice, times: number): number {
    let sum = 0;
    for (let i = 0; i < times; i++) {
      sum += dice.next();
    }
    return sum;
  }
}
