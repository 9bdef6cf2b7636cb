/** Collections, held and given. */
export class Chest {
  /** A list that belongs to the class. */
  public static list: string[] = ['one', 'two'];

  /** A map that belongs to the class. */
  public static table: { [key: string]: string } = { key1: 'value1', key2: 'value2' };

  /** Gives a list. */
  public static makeList(): string[] {
    return ['one', 'two'];
  }

  /** Gives a map. */
  public static makeTable(): { [key: string]: string } {
    return { key1: 'value1', key2: 'value2' };
  }

  public constructor(public table: { [key: string]: string }, public list: string[]) {}
}

/** Collections that may not be there. */
export class Empty {
  /** None. */
  public static readonly MAYBE_LIST?: string[] = undefined;
  /** None. */
  public static readonly MAYBE_TABLE?: { [key: string]: string } = undefined;

  private constructor() {}
}

/** Takes any number of arguments. */
export class Variadic {
  private readonly prefix: number[];

  public constructor(...prefix: number[]) {
    this.prefix = prefix;
  }

  /** All of them. */
  public all(first: number, ...more: number[]): number[] {
    return [...this.prefix, first, ...more];
  }
}
