"""The passwords that are tried first: what lists of leaked ones begin with, year after year.

They are looked for inside a password too, so that `password12345678` and `qwertyqwertyqwerty` do
not pass for long ones. Longer lists help little against guessing that is slowed down; this one
needs no network.
"""

from __future__ import annotations

# Rows of keys, in both directions, are refused by `passwords` itself.
_LIST = """
password passwort passw0rd p@ssword p@ssw0rd passwd motdepasse contrasena contraseña senha
kennwort geheim secret letmein welcome willkommen bienvenue bienvenido admin administrator root
login guest gast user test master default changeme hello hallo bonjour hola iloveyou
ichliebedich jetaime teamo loveme lovely sunshine princess princesa prinzessin monkey dragon
football fussball futbol baseball basketball hockey soccer batman superman spiderman pokemon
starwars trustno1 shadow michael jessica jennifer charlie daniel thomas andrea alexander
whatever freedom computer internet google facebook samsung apple banana schatz schatzi
hallo123 sommer winter herbst frühling summer spring autumn january february march april monday
friday flower blume chocolate cheese cookie ginger pepper killer ninja mustang harley ferrari
corvette jordan liverpool arsenal chelsea bayern barcelona berlin hamburg münchen london paris
family familie mother father mutti mama papa angel babygirl lovers blink182 nicole hannah
qwerty qwertz azerty asdfgh yxcvbn zxcvbn abc123 a1b2c3 1q2w3e4r 1qaz2wsx zaq12wsx q1w2e3r4
asdf1234 qazwsx 123123 112233 121212 696969 654321 666666 777777 888888 111111 000000
therapie therapy therapeut therapist kunst praxis practice arttherapy kunsttherapie sketchwell
drawing zeichnen correcthorsebatterystaple correct horse battery staple
"""
WORDS = tuple(_LIST.split())
