"""One paragraph of an episode in each language, from which the paces are measured."""
# ruff: noqa: E501  # letters of other scripts are wider, and meant as they stand

PARAGRAPHS = {
    "en": "Good morning, Sarah! This week you answered 12 questions and got 9 of them right. That is"
    " 75%, 8 points more than the week before. Your focus today is the past tense. When something"
    " happened yesterday, we usually add two letters to the verb: walk becomes walked, and play"
    " becomes played. Some verbs go their own way, so it helps to learn them in small groups. Here"
    " is a question for you. Take a moment to think before you answer. Well done, and see you"
    " tomorrow!",
    "es": "¡Buenos días, Sara! Esta semana respondiste 12 preguntas y acertaste 9. Es un 75%, 8"
    " puntos más que la semana anterior. Hoy repasamos el pasado de los verbos. Cuando algo ocurrió"
    " ayer y ya terminó, usamos el pretérito: hablé, comí, viví. Algunos verbos son irregulares, así"
    " que conviene aprenderlos en grupos pequeños. Aquí tienes una pregunta. Tómate un momento para"
    " pensar antes de responder. ¡Muy bien, y hasta mañana!",
    "fr": "Bonjour, Sara ! Cette semaine, vous avez répondu à 12 questions, dont 9 correctement."
    " Cela fait 75 %, 8 points de plus que la semaine dernière. Aujourd'hui, nous revoyons le passé"
    " composé. Quand une action est terminée, on emploie un auxiliaire et un participe : j'ai"
    " parlé, elle est venue. Certains verbes sont irréguliers, il vaut donc mieux les apprendre par"
    " petits groupes. Voici une question. Prenez un moment pour réfléchir avant de répondre. Très"
    " bien, et à demain !",
    "de": "Guten Morgen, Sara! Diese Woche hast du 12 Fragen beantwortet, 9 davon richtig. Das sind"
    " 75 %, 8 Punkte mehr als in der Woche davor. Heute geht es um die Vergangenheit. Wenn etwas"
    " gestern geschehen ist, steht das Verb im Präteritum: ich ging, du kamst, wir lernten. Manche"
    " Verben sind unregelmäßig, deshalb lernt man sie am besten in kleinen Gruppen. Hier ist eine"
    " Frage für dich. Nimm dir einen Augenblick Zeit, bevor du antwortest. Gut gemacht, und bis"
    " morgen!",
    "it": "Buongiorno, Sara! Questa settimana hai risposto a 12 domande e 9 erano giuste. È il 75%,"
    " 8 punti in più rispetto alla settimana scorsa. Oggi ripassiamo il passato prossimo. Quando"
    " un'azione è finita, usiamo un ausiliare e un participio: ho parlato, sono andata. Alcuni verbi"
    " sono irregolari, quindi conviene impararli in piccoli gruppi. Ecco una domanda per te."
    " Prenditi un momento per pensare prima di rispondere. Molto bene, e a domani!",
    "pt": "Bom dia, Sara! Esta semana você respondeu a 12 perguntas e acertou 9. São 75%, 8 pontos a"
    " mais do que na semana anterior. Hoje vamos rever o passado dos verbos. Quando algo aconteceu"
    " ontem e já terminou, usamos o pretérito: falei, comi, vivi. Alguns verbos são irregulares, por"
    " isso convém aprendê-los em grupos pequenos. Aqui está uma pergunta. Pense um momento antes de"
    " responder. Muito bem, e até amanhã!",
    "nl": "Goedemorgen, Sara! Deze week heb je 12 vragen beantwoord, waarvan 9 goed. Dat is 75%, 8"
    " punten meer dan de week ervoor. Vandaag gaat het over de verleden tijd. Als iets gisteren is"
    " gebeurd, staat het werkwoord in de verleden tijd: ik liep, jij kwam, wij leerden. Sommige"
    " werkwoorden zijn onregelmatig, dus leer je ze het best in kleine groepen. Hier is een vraag"
    " voor je. Neem even de tijd voordat je antwoordt. Goed gedaan, en tot morgen!",
    "sv": "God morgon, Sara! Den här veckan svarade du på 12 frågor och 9 var rätt. Det är 75 %, 8"
    " poäng mer än veckan innan. I dag handlar det om dåtid. När något hände i går står verbet i"
    " preteritum: jag gick, du kom, vi lärde oss. Vissa verb är oregelbundna, så det är bäst att"
    " lära sig dem i små grupper. Här är en fråga till dig. Tänk efter en stund innan du svarar."
    " Bra gjort, och vi hörs i morgon!",
    "pl": "Dzień dobry, Saro! W tym tygodniu odpowiedziałaś na 12 pytań, z czego 9 poprawnie. To"
    " 75%, o 8 punktów więcej niż tydzień temu. Dzisiaj powtarzamy czas przeszły. Kiedy coś wydarzyło"
    " się wczoraj, czasownik ma inną końcówkę: szłam, czytałam, uczyliśmy się. Niektóre czasowniki są"
    " nieregularne, dlatego najlepiej uczyć się ich w małych grupach. Oto pytanie dla ciebie."
    " Zastanów się chwilę, zanim odpowiesz. Dobra robota i do jutra!",
    "ru": "Доброе утро, Сара! На этой неделе вы ответили на 12 вопросов, из них 9 правильно. Это 75%,"
    " на 8 пунктов больше, чем неделей раньше. Сегодня мы повторим прошедшее время. Если что-то"
    " случилось вчера, глагол стоит в прошедшем времени: шла, читала, учились. Некоторые глаголы"
    " неправильные, поэтому лучше учить их небольшими группами. Вот вопрос для вас. Подумайте немного,"
    " прежде чем ответить. Молодец, и до завтра!",
    "hi": "सुप्रभात, सारा! इस सप्ताह आपने 12 प्रश्नों के उत्तर दिए और उनमें से 9 सही थे। यह 75% है, पिछले सप्ताह से"
    " 8 अंक अधिक। आज हम भूतकाल दोहराएँगे। जब कोई बात कल हुई हो, तो क्रिया का रूप बदल जाता है। कुछ क्रियाएँ"
    " अनियमित होती हैं, इसलिए उन्हें छोटे समूहों में सीखना अच्छा है। अब आपके लिए एक प्रश्न। उत्तर देने से पहले"
    " थोड़ा सोचिए। बहुत अच्छा, कल फिर मिलेंगे!",
    "ja": "おはようございます、サラさん。今週は12問に答えて、9問に正解しました。正解率は75パーセントで、先週より8ポイント"
    "上がりました。今日のテーマは過去形です。昨日起こったことを話すときは、動詞の形が変わります。不規則な動詞もあるので、"
    "少しずつまとめて覚えるのがおすすめです。ここで問題です。答える前に、少し考えてみてください。よくできました。"
    "また明日お会いしましょう。",
    "ko": "안녕하세요, 사라 님. 이번 주에 12문제를 풀어 9문제를 맞혔습니다. 정답률은 75퍼센트로 지난주보다 8포인트"
    " 올랐습니다. 오늘은 과거 시제를 복습합니다. 어제 일어난 일을 말할 때는 동사의 모양이 바뀝니다. 불규칙한 동사도"
    " 있으니 조금씩 나누어 외우는 것이 좋습니다. 이제 질문입니다. 대답하기 전에 잠시 생각해 보세요. 잘하셨습니다."
    " 내일 또 만나요!",
    "zh": "早上好，莎拉！这个星期你回答了12个问题，答对了9个，正确率是75%，比上个星期高8个百分点。今天我们复习过去时。"
    "说昨天发生的事情时，动词的形式会变化。有些动词不规则，所以最好分成小组来记。下面有一个问题。回答之前，请先想一想。"
    "做得很好，我们明天见！",
}
