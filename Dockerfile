# The server with a Java runtime of its own, as a user without rights. Nothing is fetched when it runs.
#
#   docker build -t ml-intern .
#   claude mcp add ml-intern -- docker run -i --rm -e HF_TOKEN \
#     -v ml-intern:/home/ml-intern/.ml-intern ml-intern
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn --batch-mode --no-transfer-progress -Dmaven.test.skip=true package

FROM debian:trixie-slim
# A volume over the state folder takes its owner from here.
RUN useradd --create-home ml-intern && install -d -m 700 -o ml-intern -g ml-intern /home/ml-intern/.ml-intern
# Modification times are kept, so the start-up caches made in the build still fit.
COPY --from=build /src/target/image/ml-intern /opt/ml-intern
USER ml-intern
WORKDIR /home/ml-intern
ENTRYPOINT ["/opt/ml-intern/ml-intern"]
CMD ["mcp"]
