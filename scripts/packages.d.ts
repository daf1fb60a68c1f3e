/** Programs by name, with the Debian package each comes from. */
export declare const PROGRAMS: Readonly<Record<string, string>>;
export declare const TEST_PROGRAMS: Readonly<Record<string, string>>;
export declare const ELSEWHERE: Readonly<Record<string, string>>;
export declare const LIBRARIES: readonly string[];
export declare const TEST_LIBRARIES: readonly string[];
export declare function rehearsalPackages(): string[];
export declare function packages(): string[];
