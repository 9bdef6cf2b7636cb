import { Note } from '@calc/base';
import { Bell, IBell, Oracle } from './interfaces';
import { Everything } from './everything';

/** A struct that extends one of another library. */
export interface Letter extends Note {
  /** An object. */
  readonly oracle: Oracle;
  /** A boolean. */
  readonly read: boolean;
  /** A date. */
  readonly sent: Date;
  /** A map of anything. */
  readonly headers?: { [key: string]: any };
  /** A list. */
  readonly copies?: string[];
}

/** A struct of which nothing is needed. */
export interface Wishes {
  /** A text. */
  readonly first?: string;
  /** A number. */
  readonly second?: number;
  /** A boolean. */
  readonly third?: boolean;
}

/** Reads structs, and gives one. */
export class Postman {
  /** Reads a field of a struct of another library. */
  public count(note: Note): number {
    return note.count;
  }

  /** Reads an object out of a struct. */
  public oracleOf(letter: Letter): Oracle {
    return letter.oracle;
  }

  /** Passes a derived struct for its base. */
  public asNote(letter: Letter): Note {
    return { count: letter.count, text: letter.text, marks: letter.marks };
  }

  /** A struct out of a literal. */
  public get wishes(): Wishes {
    return { first: 'from a literal', third: false };
  }
}

/** The base of a diamond. */
export interface Ground {
  /** A field. */
  readonly floor: string;
}

/** One side of it. */
export interface LeftWall extends Ground {
  /** A field. */
  readonly left: string;
}

/** The other. */
export interface RightWall extends Ground {
  /** A field. */
  readonly right: string;
}

/** What has both. */
export interface Roof extends LeftWall, RightWall {
  /** A field. */
  readonly top: string;
}

/** Reads a diamond. */
export class Surveyor {
  /** All fields. */
  public survey(roof: Roof): string {
    return [roof.floor, roof.left, roof.right, roof.top].join(' ');
  }
}

/** One of two structs. */
export interface Packet {
  /** A field that both have. */
  readonly name: string;
  /** A field that only this has. */
  readonly size?: number;
  /** Another. */
  readonly tag?: string;
}

/** The other. */
export interface Crate {
  /** A field that both have. */
  readonly name: string;
  /** A field that only this has. */
  readonly heavy?: boolean;
  /** Another: a struct in a struct. */
  readonly inner?: Packet;
}

/** Tells structs of a union apart by their fields. */
export class Sorter {
  /** Whether it is a packet. */
  public static isPacket(it: Packet | Crate): boolean {
    return 'size' in it || 'tag' in it;
  }

  /** Whether it is a crate. */
  public static isCrate(it: Packet | Crate): boolean {
    return 'heavy' in it || 'inner' in it;
  }

  /** One of the two. */
  public static give(crate: boolean): Packet | Crate {
    return crate ? { name: 'crate', inner: { name: 'inner', size: 3 } } : { name: 'packet', size: 7 };
  }

  private constructor() {}
}

/** A base struct. */
export interface Parent {
  /** A field. */
  readonly foo: string;
}

/** A struct that derives from it. */
export interface Child extends Parent {
  /** A field. */
  readonly bar: number;
}

/** Gives one literal as either. */
export class Family {
  /** As the child. */
  public static child(): Child {
    return Family.member;
  }

  /** As the parent. */
  public static parent(): Parent {
    return Family.member;
  }

  private static readonly member = { foo: 'foo', bar: 1337 };

  private constructor() {}
}

/** A struct of which a field may be left out. */
export interface HashOptions {
  /** A field. */
  readonly option1?: string;
  /** Another. */
  readonly option2?: string;
}

/** Shows which keys are there. */
export class Hashes {
  /** Whether a key is there, whatever its value. */
  public static has(options: HashOptions, key: string): boolean {
    return key in options;
  }

  /** The first is `null`. */
  public static firstIsNull(): { [key: string]: any } {
    return { first: null, second: 'two' };
  }

  /** The second is `undefined`. */
  public static secondIsUndefined(): { [key: string]: any } {
    return { first: 'one', second: undefined };
  }

  /** As JSON. */
  public static json(value: any): string {
    return JSON.stringify(value);
  }

  private constructor() {}
}

/** A struct with holes. */
export interface Holes {
  /** A list, in which the second may be nothing. */
  readonly three: any[];
  /** Nothing. */
  readonly nothing?: any;
}

/** Takes nothing in every place. */
export class Void {
  /** May become nothing. */
  public something?: string = 'something';

  public constructor(_text: string, optional?: any) {
    if (optional !== undefined) {
      throw new Error(`the constructor got ${JSON.stringify(optional)}`);
    }
  }

  /** As an argument. */
  public take(value?: any): void {
    if (value !== undefined) {
      throw new Error(`got ${JSON.stringify(value)}`);
    }
  }

  /** In a struct, and in a list. */
  public takeHoles(holes: Holes): void {
    if (holes.nothing !== undefined) {
      throw new Error(`the field is ${JSON.stringify(holes.nothing)}`);
    }
    if (holes.three.length !== 3 || holes.three[1] !== undefined) {
      throw new Error(`the list is ${JSON.stringify(holes.three)}`);
    }
  }

  /** As a property. */
  public verify(): void {
    if (this.something !== undefined) {
      throw new Error(`the property is ${JSON.stringify(this.something)}`);
    }
  }
}

/** A struct of a union of lists and objects. */
export interface Confusing {
  /** Either a list or one. */
  readonly either?: Array<IBell | Everything> | IBell;
}

/** A class with a property of such a union. */
export class Confused {
  /** One, as an object. */
  public static object(): Confused {
    return new Confused();
  }

  /** One, as a struct. */
  public static struct(): Confusing {
    return { either: new Bell() };
  }

  /** Either a list or one. */
  public either?: Array<IBell | Everything> | IBell;

  private constructor() {}
}
