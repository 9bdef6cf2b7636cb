import { Oracle } from './interfaces';

/** What belongs to a class. */
export class Town {
  /** A constant. */
  public static readonly NAME = 'Ghent';

  /** A constant of a number. */
  public static readonly YEAR = 1180;

  /** A constant object. */
  public static readonly ORACLE = new Oracle();

  /** A constant map. */
  public static readonly STREETS: { [key: string]: string } = { old: 'Graslei' };

  /** May change. */
  public static population = 265;

  /** The one there is. */
  public static get instance(): Town {
    this.one ??= new Town('first');
    return this.one;
  }

  public static set instance(value: Town) {
    this.one = value;
  }

  /** Greets. */
  public static greet(name: string): string {
    return `hello, ${name}`;
  }

  private static one?: Town;

  public constructor(public readonly value: string) {}

  /** Greets too. */
  public wave(): string {
    return `${this.value} waves`;
  }
}

/** What an abstract class implements. */
export interface IArt {
  /** A property. */
  readonly title: string;
}

/** An abstract base. */
export abstract class Artist {
  /** A property that derived classes have. */
  public abstract readonly name: string;
}

/** An abstract class. */
export abstract class Art extends Artist implements IArt {
  public readonly title: string = 'Untitled';

  /** Is not abstract. */
  public year(): number {
    return 1917;
  }

  /** Is abstract. */
  public abstract show(visitor: string): string;
}

class Painting extends Art {
  public readonly name = 'R. Mutt';

  public show(visitor: string): string {
    return `look, ${visitor}`;
  }
}

/** Gives objects of a class that nobody sees. */
export class Gallery {
  /** By its abstract class. */
  public asArt(): Art {
    return new Painting();
  }

  /** By an interface. */
  public asInterface(): IArt {
    return new Painting();
  }

  /** By an abstract class, as a property. */
  public get artist(): Artist {
    return new Painting();
  }
}

/** Cannot be made with `new`. */
export class Sealed implements ISealed {
  /** Makes one. */
  public static make(mark: string, label: string): Sealed {
    return new Sealed(mark, label);
  }

  private constructor(public readonly mark: string, public label: string) {}
}

/** What a sealed one implements. */
export interface ISealed {
  /** Only read. */
  readonly mark: string;
  /** Read and written. */
  label: string;
}

/** What a private class implements. */
export interface IOutcome {
  /** Whether all went well. */
  readonly success: boolean;
}

class PrivateOutcome implements IOutcome {
  public readonly success = true;
}

/** Gives an object of a private class. */
export class Trial {
  /** The object. */
  public get outcome(): IOutcome {
    return new PrivateOutcome();
  }
}

/** An interface of a class between. */
export interface IBird {
  /** Flies. */
  fly(): string;
}

/** A public class. */
export class Animal {
  /** Lives. */
  public live(): void {
    // It does.
  }
}

/** A class between the public one and a private one. */
export class Bird extends Animal implements IBird {
  public fly(): string {
    return 'up';
  }
}

class Sparrow extends Bird {}

class Ghost implements IBird {
  public fly(): string {
    return 'through';
  }
}

/** Gives objects that are more than their declared type says. */
export class Aviary {
  /** Is a bird. */
  public static animal(): Animal {
    return new Sparrow();
  }

  /** Is a bird. */
  public static bird(): IBird {
    return new Sparrow();
  }

  /** Is of no known class. */
  public static ghost(): IBird {
    return new Ghost();
  }

  private constructor() {}
}

/** Is implemented by a class that derives from a public one. */
export interface IFoo {
  /** A property. */
  readonly foo: number;
}

/** The public one. */
export class Base {}

/** Gives such an object. */
export class Derivation {
  /** By the interface. */
  public static make(): IFoo {
    class Derived extends Base implements IFoo {
      public readonly foo = 333;
    }
    return new Derived();
  }

  /** Without a type. */
  public static anonymous(): any {
    class Derived implements IFoo {
      public readonly foo = 1337;
    }
    return new Derived();
  }

  private constructor() {}
}
