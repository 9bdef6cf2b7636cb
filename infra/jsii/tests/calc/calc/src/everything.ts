import { Amount, Expression } from '@calc/base';
import { Times } from './arithmetic';

/** An enum of texts. */
export enum Colour {
  /** Red. */
  RED = 'red',
  /** Green. */
  GREEN = 'green',
}

/** An enum of numbers. */
export enum Level {
  /** Low. */
  LOW = 10,
  /** High. */
  HIGH = 20,
}

/** A property of every type. */
export class Everything {
  /** A boolean. */
  public flag = false;
  /** A text. */
  public text = '';
  /** A number. */
  public count = 0;
  /** A date. */
  public moment = new Date(0);
  /** JSON. */
  public data: object = {};
  /** A list of texts. */
  public list: string[] = [];
  /** A map of objects. */
  public table: { [key: string]: Amount } = {};
  /** Anything. */
  public anything: any;
  /** A list of anything. */
  public anythings: any[] = [];
  /** A map of anything. */
  public anythingTable: { [key: string]: any } = {};
  /** A text, a number, or an object. */
  public either: string | number | Times | Amount = '';
  /** A list of either. */
  public eithers: Array<number | Expression> = [];
  /** A map of either. */
  public eitherTable: { [key: string]: string | number | Amount } = {};
  /** A member of an enum, or nothing. */
  public colour?: Colour;
  /** A member of an enum of numbers. */
  public level = Level.LOW;

  /** What is in `anything`, as JavaScript sees it. */
  public kindOfAnything(): string {
    return Object.prototype.toString.call(this.anything);
  }

  /** What is in `anything`, as JSON. */
  public anythingAsJson(): string {
    return JSON.stringify(this.anything);
  }

  /** Gives a member of an enum back. */
  public sameColour(colour: Colour): Colour {
    return colour;
  }
}

/** A class that differs from its base in nothing. */
export class EverythingMore extends Everything {}

/** Gives members of enums. */
export class Palette {
  /** One of texts. */
  public static colour(): Colour {
    return Colour.GREEN;
  }

  /** One of numbers. */
  public static level(): Level {
    return Level.HIGH;
  }

  private constructor() {}
}

/** What a union class is made with. */
export interface ChoiceOptions {
  /** A text, a number, or an object. */
  readonly first: string | number | Everything;
  /** A text or a number. */
  readonly second?: string | number;
}

/** Keeps what it was made with. */
export class Choice {
  public readonly first: string | number | Everything;
  public readonly second?: string | number;

  public constructor(options: ChoiceOptions) {
    this.first = options.first;
    this.second = options.second;
  }
}
