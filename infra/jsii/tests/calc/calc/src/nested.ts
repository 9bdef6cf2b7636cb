/** A class that has one of its own. */
export class Outer {
  public readonly inner = new Inner();
}

/** An enum. */
export enum Sort {
  /** A member. */
  GOOD = 'good',
}

/** A struct. */
export interface Marked {
  /** A field. */
  readonly sort: Sort;
}

/** A class that refers to itself while it is being defined. */
export class Inner {
  /** A constant struct. */
  public static readonly MARKED: Marked = { sort: Sort.GOOD };
}

/** Holds a namespace of its own types. */
export class Namespaced {
  /** Reads a struct of its namespace. */
  public static read(options: Namespaced.Options): string {
    return `${options.name}: ${options.deep?.depth}`;
  }

  private constructor() {}
}

export namespace Namespaced {
  /** A struct within. */
  export interface Options {
    /** A field. */
    readonly name: string;
    /** A struct in a struct. */
    readonly deep?: Deep;
  }

  /** Another. */
  export interface Deep {
    /** A field. */
    readonly depth: number;
  }
}
