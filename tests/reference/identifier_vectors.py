#!/usr/bin/env python3
"""Golden vectors of identifiers with a checksum, from python-stdnum (pip install python-stdnum).

    tests/reference/identifier_vectors.py > tests/vectors/identifiers.tsv

Made-up numbers: random digits with the check digits that python-stdnum computes. Each line: rule, code, 1 or 0.
What is wrong has one wrong character or two swapped neighbours; whether that is noticed is python-stdnum's verdict.
"""
import random

from stdnum import luhn
from stdnum.bg import egn
from stdnum.cz import rc
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.gr import amka
from stdnum.iso7064 import mod_11_10
from stdnum.it import codicefiscale
from stdnum.lt import asmens
from stdnum.md import idno
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.tr import tckimlik
from stdnum.hr import oib

RANDOM = random.Random(1)


def digits(n, first="0123456789"):
    return RANDOM.choice(first) + "".join(RANDOM.choice("0123456789") for _ in range(n - 1))


def date(order, year=None):
    parts = {"d": "%02d" % RANDOM.randint(1, 28), "m": "%02d" % RANDOM.randint(1, 12), "y": "%02d" % RANDOM.randint(0, 99)}
    return "".join(parts[c] for c in order)


def with_check(body, calc):
    return body + calc(body)


def fiscal():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = ("".join(RANDOM.choice(letters) for _ in range(6)) + digits(2) + RANDOM.choice("ABCDEHLMPRST") +
            "%02d" % (RANDOM.randint(1, 28) + RANDOM.choice([0, 40])) + RANDOM.choice(letters) + digits(3))
    if RANDOM.random() < .3:
        body = body[:14] + "LMNPQRSTUV"[int(body[14])]
    return with_check(body, codicefiscale.calc_check_digit)


def finnish():
    body, individual = date("dmy"), "%03d" % RANDOM.randint(2, 899)
    return body + RANDOM.choice("-ABCDEFYXWVU") + individual + hetu._calc_checksum(body + individual)


def czech():
    while True:
        number = date("ymd") + digits(3)
        number += str(int(number) % 11 % 10)
        if rc.is_valid(number):
            return number


# rule -> (a valid number, python-stdnum's verdict on a normalised code)
RULES = {
    "jmbg": (lambda: with_check(date("dm") + RANDOM.choice(["9", "0"]) + digits(7), emso.calc_check_digit), emso.is_valid),
    "oib": (lambda: with_check(digits(10), mod_11_10.calc_check_digit), oib.is_valid),
    "egn": (lambda: with_check(date("ymd") + digits(3), egn.calc_check_digit), egn.is_valid),
    "cnp": (lambda: with_check(digits(1, "123456789") + date("ymd") + "%02d" % RANDOM.randint(1, 40) + digits(3),
                               cnp.calc_check_digit), cnp.is_valid),
    "amka": (lambda: with_check(date("dmy") + digits(4), luhn.calc_check_digit), amka.is_valid),
    "tckn": (lambda: with_check(digits(9, "123456789"), tckimlik.calc_check_digits), tckimlik.is_valid),
    "pesel": (lambda: with_check(date("ymd") + digits(4), pesel.calc_check_digit), pesel.is_valid),
    "rodne_cislo": (czech, rc.is_valid),
    "isikukood": (lambda: with_check(digits(1, "123456") + date("ymd") + digits(3), lambda b: ik.calc_check_digit(b + "0")),
                  lambda n: ik.is_valid(n) and asmens.is_valid(n)),
    "hetu": (finnish, None),
    "personnummer": (lambda: RANDOM.choice(["", "19", "20"]) + with_check(date("ymd") + digits(3), luhn.calc_check_digit),
                     personnummer.is_valid),
    "nif": (lambda: with_check(digits(8, "123456789"), nif.calc_check_digit), nif.is_valid),
    "dni": (lambda: with_check(digits(8), dni.calc_check_digit) if RANDOM.random() < .5
            else with_check(RANDOM.choice("XYZ") + digits(7), nie.calc_check_digit),
            lambda n: dni.is_valid(n) or nie.is_valid(n)),
    "codice_fiscale": (fiscal, lambda n: len(n) == 16 and codicefiscale.is_valid(n)),
    "idnp": (lambda: with_check("2" + digits(11), lambda b: idno.calc_check_digit(b)), idno.is_valid),
    "luhn": (lambda: with_check(digits(RANDOM.randint(7, 18)), luhn.calc_check_digit), luhn.is_valid),
}


def damaged(code):
    """Another code: one character replaced by one of its kind, or two neighbours of a kind swapped."""
    while True:
        at = RANDOM.randrange(len(code))
        if RANDOM.random() < .6:
            kind = "0123456789" if code[at].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            other = code[:at] + RANDOM.choice(kind) + code[at + 1:]
        else:
            other = code[:at] + code[at + 1:at + 2] + code[at] + code[at + 2:] if at + 1 < len(code) else code
        if other != code and list(map(str.isdigit, other)) == list(map(str.isdigit, code)):
            return other


def main():
    for rule, (make, valid) in RULES.items():
        if rule == "hetu":  # judged before the sign is lost
            valid = hetu.is_valid
        for _ in range(40):
            code = make()
            assert valid(code), (rule, code)
            print(rule, code.replace("-", ""), 1, sep="\t")
        count = 0
        while count < 40:
            code = make()
            bad = damaged(code)
            # A damaged date is python-stdnum's finding, not the checksum's: such codes are left out.
            if not valid(bad) and fails_by_checksum(rule, bad):
                print(rule, bad.replace("-", ""), 0, sep="\t")
                count += 1


def fails_by_checksum(rule, code):
    from stdnum.exceptions import InvalidChecksum
    modules = {"jmbg": [emso], "oib": [oib], "egn": [egn], "cnp": [cnp], "amka": [amka], "tckn": [tckimlik], "pesel": [pesel],
               "rodne_cislo": [rc], "isikukood": [ik], "hetu": [hetu], "personnummer": [personnummer], "nif": [nif],
               "dni": [nie if code[0].isalpha() else dni], "codice_fiscale": [codicefiscale], "idnp": [idno], "luhn": [luhn]}
    for module in modules[rule]:
        try:
            module.validate(code)
        except InvalidChecksum:
            return True
        except Exception:
            return False
    return False


if __name__ == "__main__":
    main()
