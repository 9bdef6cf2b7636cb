/** Something that has a value. */
export abstract class Expression {
  /** The value. */
  public abstract readonly value: number;

  /** The value, as text. */
  public toString(): string {
    return String(this.value);
  }
}

/** A number. */
export class Amount extends Expression {
  public constructor(public readonly value: number) {
    super();
  }

  /** Twice the number. */
  public get twice(): number {
    return 2 * this.value;
  }
}

/** How to round. */
export enum Rounding {
  /** To the next greater. */
  UP = 'up',
  /** To the next smaller. */
  DOWN = 'down',
}

/** Who says hello. */
export interface IGreeter {
  /** Says hello. */
  hello(): string;
}

/** A note with a count. */
export interface Note {
  /** What it says. */
  readonly text: string;
  /** How often. */
  readonly count: number;
  /** What else there is. */
  readonly marks?: string[];
}

/** A base class that stays when what is deprecated goes. */
export class Kept {
  /** Whether it is here. */
  public readonly present = true;
}

/** What a deprecated class implements. */
export interface IRunnable {
  /** Runs. */
  run(): void;
}

/** @deprecated it is compiled away, but objects of it still come out of `Factory`. */
export class Gone extends Kept implements IRunnable {
  public run(): void {
    // Nothing to do.
  }
}

/** Makes what has no public class any more. */
export class Factory {
  /** An object whose class is not there for callers. */
  public static make(): IRunnable {
    return new Gone();
  }

  private constructor() {}
}
