import { Amount, IGreeter } from '@calc/base';
import { Packet, Crate } from './structs';

/** Who also says farewell. */
export interface IHost extends IGreeter {
  /** Says farewell. */
  farewell(): string;
}

/** Gives numbers. */
export interface IDice {
  /** The next. */
  next(): number;
}

/** Does both. */
export interface IGreetingDice extends IGreeter, IDice {}

/** Greets, and gives numbers. */
export class Oracle implements IGreetingDice {
  public hello(): string {
    return 'I knew you would come';
  }

  public next(): number {
    return 12;
  }
}

/** Repeats greetings. */
export class Lobby {
  /** What it hears. */
  public hear(greeter: IGreeter): string {
    return `heard: ${greeter.hello()}`;
  }
}

/** Holds dice. */
export class Cup {
  public constructor(public readonly dice: IDice) {}

  /** Whether these are the same dice. */
  public holds(dice: IDice): boolean {
    return this.dice === dice;
  }

  /** A hundred times the next number. */
  public hundredfold(): number {
    return 100 * this.dice.next();
  }
}

/** Object literals. */
export class Literals {
  /** One that implements an interface. */
  public greeter(): IGreeter {
    return { hello: () => 'literally hello' };
  }

  /** One that implements two. */
  public greetingDice(): IGreetingDice {
    return { hello: () => 'both', next: () => 42 };
  }

  /** One in place of an object of a class. */
  public pair(): Pair {
    return { left: 'one', right: 2 };
  }
}

/** What a literal may stand for. */
export class Pair {
  public readonly left: string = 'left';
  public readonly right: number = 0;
}

/** Improves greetings. */
export class Butler {
  /** A better greeting. */
  public improve(greeter: IGreeter): string {
    return `${greeter.hello()} Tea?`;
  }
}

/** Properties, of which one is only read. */
export interface ILabelled {
  /** Only read. */
  readonly mark: string;
  /** Read and written. */
  label: string;
}

/** Uses properties of an interface. */
export class Labeller {
  public constructor(public readonly target: ILabelled) {}

  /** Reads. */
  public read(): string {
    return this.target.mark;
  }

  /** Writes, then reads. */
  public relabel(value: string): string {
    this.target.label = value;
    return this.target.label;
  }
}

/** A property with a setter that is noticed. */
export interface ISwitch {
  /** The position. */
  position: string;
  /** Whether it was ever set. */
  wasSet(): boolean;
}

/** Gives a switch of a class that nobody sees. */
export class Switches {
  /** The switch. */
  public static make(): ISwitch {
    class Hidden implements ISwitch {
      private changed = false;
      private at = 'off';

      public get position(): string {
        return this.at;
      }

      public set position(value: string) {
        this.at = value;
        this.changed = true;
      }

      public wasSet(): boolean {
        return this.changed;
      }
    }
    return new Hidden();
  }

  private constructor() {}
}

/** Gives a struct. */
export interface IPacker {
  /** The struct. */
  pack(): Crate;
}

/** Uses what gives a struct. */
export class Shipper {
  public constructor(private readonly packer: IPacker) {}

  /** The struct that was given. */
  public ship(): Crate {
    return { ...this.packer.pack() };
  }
}

/** An interface of few words. */
export interface IBell {
  /** Rings. */
  ring(): void;
}

/** A bell that knows whether it was rung. */
export class Bell implements IBell {
  /** Whether it was. */
  public rung = false;

  public ring(): void {
    this.rung = true;
  }
}

/** Gives collections of what is behind interfaces. */
export class Shelf {
  /** A list of structs. */
  public static packets(): Packet[] {
    return [{ name: 'a' }, { name: 'b', size: 2 }];
  }

  /** A list of objects. */
  public static bells(): IBell[] {
    return [new Bell(), { ring: () => undefined }];
  }

  /** A map of structs. */
  public static packetTable(): { [key: string]: Packet } {
    return { A: { name: 'a' } };
  }

  /** A map of objects. */
  public static bellTable(): { [key: string]: IBell } {
    return { A: new Bell() };
  }

  private constructor() {}
}

/** A struct whose field is named as a parameter beside it. */
export interface TowerOptions {
  /** Not the parameter. */
  readonly bell: string;
}

/** Takes a parameter, and a struct with a field of the same name. */
export class Tower {
  public constructor(public readonly bell: Bell, public readonly options: TowerOptions) {}
}

/** An interface that is implemented by what has no name. */
export interface IProvider {
  /** The object, by its public class. */
  asClass(): Visible;
  /** The object, by an interface. */
  asInterface(): IVerb;
}

/** Has a value. */
export interface IVerb {
  /** The value. */
  readonly value: number;
  /** What it does. */
  verb(): string;
}

/** A public class. */
export class Visible {
  public readonly value: number = 1337;
}

class Invisible extends Visible implements IVerb {
  public verb(): string {
    return 'to be';
  }
}

/** Gives one object in two ways. */
export class Provider implements IProvider {
  private readonly object = new Invisible();

  public asClass(): Visible {
    return this.object;
  }

  public asInterface(): IVerb {
    return this.object;
  }
}

/** Something with a price. */
export interface IPriced {
  /** The price. */
  readonly price: Amount;
}
