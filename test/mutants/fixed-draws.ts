/**
 * Arbitrary values are drawn alike in every run, so that a mutant that is killed once is killed always. That one fails is
 * enough; it is not made smaller.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: 20_261_120, endOnFailure: true });
